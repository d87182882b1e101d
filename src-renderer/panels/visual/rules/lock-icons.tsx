const Drawing = ({ way, width = 1.8 }: { readonly way: string; readonly width?: number }) => (
  <svg
    width={15}
    height={15}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={width}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={way} />
  </svg>
);

export const LockIcon = () => <Drawing way="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />;
export const OpenLockIcon = () => <Drawing way="M6 11h12v9H6zM8.5 11V7a3.5 3.5 0 0 1 6.6-1.6" />;
/** Six dots, as every list that can be put in another order has them. */
export const GripIcon = () => <Drawing way="M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01" width={3} />;
