import type { ComponentType } from 'react';
import {
  EditorIcon,
  ReviewIcon,
  RoutesIcon,
  ServicesIcon,
  StatusIcon,
  TrafficIcon,
  TryIcon,
  VisualIcon,
} from '../ui/icons.tsx';
import { EditorPanel } from './editor/editor-panel.tsx';
import { ExplainPanel } from './explain/explain-panel.tsx';
import { ReviewPanel } from './review/review-panel.tsx';
import { RoutesPanel } from './routes/routes-panel.tsx';
import { ServicesPanel } from './services/services-panel.tsx';
import { StatusPanel } from './status/status-panel.tsx';
import { TrafficPanel } from './traffic/traffic-panel.tsx';
import { VisualPanel } from './visual/visual-panel.tsx';

export type Panel = {
  readonly id: string;
  readonly name: string;
  readonly Icon: ComponentType<{ readonly size?: number }>;
  readonly Component: ComponentType;
};

/** The panels in the order of the rail. The editor stands beside each of the others and can have the whole width. */
export const panels: readonly Panel[] = [
  { id: 'editor', name: 'Editor', Icon: EditorIcon, Component: EditorPanel },
  { id: 'visual', name: 'Visual', Icon: VisualIcon, Component: VisualPanel },
  { id: 'routes', name: 'Routes', Icon: RoutesIcon, Component: RoutesPanel },
  { id: 'explain', name: 'Explain', Icon: TryIcon, Component: ExplainPanel },
  { id: 'review', name: 'Review', Icon: ReviewIcon, Component: ReviewPanel },
  { id: 'traffic', name: 'Traffic', Icon: TrafficIcon, Component: TrafficPanel },
  { id: 'services', name: 'Services', Icon: ServicesIcon, Component: ServicesPanel },
  { id: 'status', name: 'Status', Icon: StatusIcon, Component: StatusPanel },
];
