import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';
import { ErrorIcon } from './icons.tsx';

type Props = { readonly name: string; readonly children: ReactNode };

/** Keeps a bug in one panel from taking the window with it: the others go on, and this one can be tried again. */
export class ErrorBoundary extends Component<Props, { readonly error?: Error }> {
  override state: { readonly error?: Error } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <Empty icon={<ErrorIcon size={32} />} title={`The ${this.props.name} panel stopped`}>
        <p>This is a bug in Slipway; your files and the gateway are not affected.</p>
        <pre>{error.message}</pre>
        <Button onPress={() => this.setState({ error: undefined } as never)}>Show the panel again</Button>
      </Empty>
    );
  }
}
