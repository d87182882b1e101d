import type { ComponentType } from 'react';
import {
  BrowserIcon,
  CertificateIcon,
  DoctorIcon,
  EditorIcon,
  MetricsIcon,
  ReviewIcon,
  RoutesIcon,
  ServicesIcon,
  StatusIcon,
  TestsIcon,
  TrafficIcon,
  TryIcon,
  VisualIcon,
} from '../ui/icons.tsx';
import type { en } from '../words/catalogues.ts';
import { BrowserPanel } from './browser/browser-panel.tsx';
import { CertificatesPanel } from './certificates/certificates-panel.tsx';
import { DoctorPanel } from './doctor/doctor-panel.tsx';
import { EditorPanel } from './editor/editor-panel.tsx';
import { ExplainPanel } from './explain/explain-panel.tsx';
import { MetricsPanel } from './metrics/metrics-panel.tsx';
import { ReviewPanel } from './review/review-panel.tsx';
import { RoutesPanel } from './routes/routes-panel.tsx';
import { ServicesPanel } from './services/services-panel.tsx';
import { StatusPanel } from './status/status-panel.tsx';
import { TestsPanel } from './tests/tests-panel.tsx';
import { TrafficPanel } from './traffic/traffic-panel.tsx';
import { VisualPanel } from './visual/visual-panel.tsx';

export type Panel = {
  /** Also the key of its name, `window:panel.<id>`. */
  readonly id: keyof (typeof en)['window']['panel'];
  readonly Icon: ComponentType<{ readonly size?: number }>;
  readonly Component: ComponentType;
};

/** The panels in the order of the rail. The editor stands beside each of the others and can have the whole width. */
export const panels: readonly Panel[] = [
  { id: 'editor', Icon: EditorIcon, Component: EditorPanel },
  { id: 'visual', Icon: VisualIcon, Component: VisualPanel },
  { id: 'routes', Icon: RoutesIcon, Component: RoutesPanel },
  { id: 'explain', Icon: TryIcon, Component: ExplainPanel },
  { id: 'review', Icon: ReviewIcon, Component: ReviewPanel },
  { id: 'tests', Icon: TestsIcon, Component: TestsPanel },
  { id: 'traffic', Icon: TrafficIcon, Component: TrafficPanel },
  { id: 'metrics', Icon: MetricsIcon, Component: MetricsPanel },
  { id: 'services', Icon: ServicesIcon, Component: ServicesPanel },
  { id: 'browser', Icon: BrowserIcon, Component: BrowserPanel },
  { id: 'certificates', Icon: CertificateIcon, Component: CertificatesPanel },
  { id: 'doctor', Icon: DoctorIcon, Component: DoctorPanel },
  { id: 'status', Icon: StatusIcon, Component: StatusPanel },
];
