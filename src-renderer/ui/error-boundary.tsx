import { Component, type ReactNode } from 'react';
import { useWords } from '../words/words.ts';
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
      <Stopped
        name={this.props.name}
        message={error.message}
        onAgain={() => this.setState({ error: undefined } as never)}
      />
    );
  }
}

type StoppedProps = { readonly name: string; readonly message: string; readonly onAgain: () => void };

const Stopped = ({ name, message, onAgain }: StoppedProps) => {
  const t = useWords('ui');
  return (
    <Empty icon={<ErrorIcon size={32} />} title={t('stopped.title', { name })}>
      <p>{t('stopped.why')}</p>
      <pre lang="en">{message}</pre>
      <Button onPress={onAgain}>{t('stopped.again')}</Button>
    </Empty>
  );
};
