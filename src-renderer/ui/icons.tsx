import type { ReactNode } from 'react';

type IconProps = { readonly size?: number };

/** Line drawings on a 24 px square, in the colour of the text; decoration only, so they are hidden from screen readers. */
const Drawing = ({ size = 18, children }: IconProps & { readonly children: ReactNode }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.8"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
);

export const EditorIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 4h16v16H4zM8 9h8M8 13h5M8 17h3" />
  </Drawing>
);
export const OpenIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M13 4h7v7M20 4l-9 9M10 5H4v15h15v-6" />
  </Drawing>
);
export const BrowserIcon = (props: IconProps) => (
  <Drawing {...props}>
    <circle cx="12" cy="12" r="9" />
    <path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18" />
  </Drawing>
);
export const CertificateIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M13 16H4V4h16v6M8 8h8M8 12h3" />
    <circle cx="17" cy="15" r="3" />
    <path d="M15.5 17.8V22l1.5-1 1.5 1v-4.2" />
  </Drawing>
);
export const HostsIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M5 3h10l4 4v14H5zM15 3v4h4M9 12h1M13 12h2M9 16h1M13 16h2" />
  </Drawing>
);
export const MetricsIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 4v16h16M8 15l3-5 3 3 5-7" />
  </Drawing>
);
export const RoutesIcon = (props: IconProps) => (
  <Drawing {...props}>
    <circle cx="5" cy="12" r="2" />
    <circle cx="19" cy="6" r="2" />
    <circle cx="19" cy="18" r="2" />
    <path d="M7 12h3c3 0 3-6 7-6M10 12c3 0 3 6 7 6" />
  </Drawing>
);
export const TryIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M21 3 10 14M21 3l-7 18-4-7-7-4z" />
  </Drawing>
);
export const TrafficIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M3 12h4l3-8 4 16 3-8h4" />
  </Drawing>
);
export const ServicesIcon = (props: IconProps) => (
  <Drawing {...props}>
    <rect x="3" y="4" width="18" height="6" rx="1.5" />
    <rect x="3" y="14" width="18" height="6" rx="1.5" />
    <path d="M7 7h.01M7 17h.01M11 7h6M11 17h6" />
  </Drawing>
);
export const DoctorIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M5 3v5a4 4 0 0 0 8 0V3M5 3h1.5M13 3h-1.5M9 12v3a5 5 0 0 0 10 0v-2" />
    <circle cx="19" cy="11" r="2" />
  </Drawing>
);
export const StatusIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M3 6.5l2 2 3.5-4M3 16.5l2 2 3.5-4M12 7h9M12 17h9" />
  </Drawing>
);
export const ReviewIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M6 4v16M6 20l-2.5-3M6 20l2.5-3M18 20V4M18 4l-2.5 3M18 4l2.5 3M11 9h2M12 8v2M11 15h2" />
  </Drawing>
);
export const VisualIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 6h10M18 6h2M16 4v4M4 12h3M11 12h9M9 10v4M4 18h8M16 18h4M14 16v4" />
  </Drawing>
);
export const TestsIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M9 3h6M10 3v6L4.5 18.5A1.7 1.7 0 0 0 6 21h12a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7.5 15h9" />
  </Drawing>
);
export const PlusIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M12 5v14M5 12h14" />
  </Drawing>
);
export const CloseIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Drawing>
);
export const SaveIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M5 4h11l4 4v12H4V5zM8 4v5h7V4M8 20v-6h8v6" />
  </Drawing>
);
export const FormatIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 6h16M8 10.5h12M8 15h8M4 19.5h12" />
  </Drawing>
);
export const OutlineIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 5h7M4 5v14h4M4 12h4M11 12h9M11 19h9" />
  </Drawing>
);
export const RevertIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 9h10a6 6 0 1 1 0 12H8M4 9l4-4M4 9l4 4" />
  </Drawing>
);
export const CopyIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M9 9h11v11H9zM5 15H4V4h11v1" />
  </Drawing>
);
export const CheckIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Drawing>
);
export const CrossIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M7 7l10 10M17 7L7 17" />
  </Drawing>
);
export const ErrorIcon = (props: IconProps) => (
  <Drawing {...props}>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7.5v5.5M12 16.5h.01" />
  </Drawing>
);
export const WarningIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M12 4 2.5 20h19zM12 10v4.5M12 17.2h.01" />
  </Drawing>
);
export const InformationIcon = (props: IconProps) => (
  <Drawing {...props}>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 11v5.5M12 7.5h.01" />
  </Drawing>
);
export const ChevronIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M9 6l6 6-6 6" />
  </Drawing>
);
export const MoreIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M5 12h.01M12 12h.01M19 12h.01" />
  </Drawing>
);
export const BookmarkIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M6 4h12v16l-6-4.5L6 20z" />
  </Drawing>
);
export const PauseIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M8 5v14M16 5v14" />
  </Drawing>
);
export const PlayIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M7 5l12 7-12 7z" />
  </Drawing>
);
export const TrashIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13" />
  </Drawing>
);
export const ClearIcon = (props: IconProps) => (
  <Drawing {...props}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M6 6l12 12" />
  </Drawing>
);
export const SunIcon = (props: IconProps) => (
  <Drawing {...props}>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5" />
  </Drawing>
);
export const MoonIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />
  </Drawing>
);
export const SystemIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M3 5h18v11H3zM9 20h6M12 16v4" />
  </Drawing>
);
export const SearchIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20 20" />
  </Drawing>
);
export const SettingsIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
    <circle cx="16" cy="7" r="2.5" />
    <circle cx="8" cy="17" r="2.5" />
  </Drawing>
);
export const BrandIcon = (props: IconProps) => (
  <Drawing {...props}>
    <path d="M4 15h16l-2.2 4H6.2zM12 15V4l6 8h-6M9 8l-4 4.5h4" />
  </Drawing>
);
