import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { type RouteKind, routeKinds } from '#core/convert/answers.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { applyToDrafts } from '../../state/apply-edits.ts';
import { useStores } from '../../state/stores-context.ts';
import { IconButton } from '../../ui/button.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useWords } from '../../words/words.ts';
import { type Answer, useAnswer } from './convert-answer.ts';
import { ConvertForm } from './convert-form.tsx';
import { type Destination, planConversion, type Source } from './convert-plan.ts';
import { ConvertReport } from './convert-report.tsx';
import { ConvertText } from './convert-text.tsx';
import './convert.css';

type ConvertDialogProps = {
  readonly source: Source;
  readonly kind: RouteKind;
  /** `place`: where to look next. */
  readonly onClose: (place?: Place) => void;
};

/** A route as another kind: its new text beside what is lost, and where it is to go. Nothing changes before somebody says so. */
export const ConvertDialog = ({ source, kind, onClose }: ConvertDialogProps) => {
  const t = useWords('visual');
  const others = routeKinds.filter((one) => one !== kind);
  const [to, setTo] = useState<RouteKind>(others[0] ?? kind);
  const answer = useAnswer(source, to);
  const { target } = source;
  return (
    <ModalOverlay className="convert-overlay" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="convert-modal">
        <Dialog className="convert-dialog">
          <header>
            <Heading slot="title">{t('convert.title', { name: `${target.kind} ${target.name}` })}</Heading>
            <span className="muted">{t('convert.to')}</span>
            <Segmented
              label={t('convert.toLabel')}
              value={to}
              options={others.map((one) => ({ id: one, label: one }))}
              onChange={setTo}
            />
            <span className="spacer" />
            <IconButton label={t('convert.close')} onPress={() => onClose()}>
              <CloseIcon size={16} />
            </IconButton>
          </header>
          <Converted key={to} source={source} to={to} answer={answer} onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
};

type ConvertedProps = {
  readonly source: Source;
  readonly to: RouteKind;
  readonly answer: Answer;
  readonly onClose: (place?: Place) => void;
};

const Converted = ({ source, to, answer, onClose }: ConvertedProps) => {
  const { files } = useStores();
  const t = useWords('visual');
  const [problem, setProblem] = useState<string>();
  if (answer.is === 'waiting') return <p className="convert-waiting muted">{t('convert.waiting')}</p>;
  if (answer.is === 'silent') return <Notice tone="error">{t('convert.silent')}</Notice>;
  const { converted, texts } = answer;
  if (!converted.ok)
    return (
      <Notice tone="warn">
        <span lang="en">{converted.message}</span>
      </Notice>
    );
  const put = (destination: Destination) => {
    const plan = planConversion(t, texts, source, { to, text: converted.text }, destination);
    const applied = plan.ok ? applyToDrafts(files, texts, plan.edits, plan.label) : plan;
    if (plan.ok && applied.ok) onClose(plan.place);
    else if (!applied.ok) setProblem(applied.message);
  };
  return (
    <>
      <div className="convert-both">
        <ConvertText text={converted.text} />
        <ConvertReport done={converted} onGo={onClose} />
      </div>
      {converted.text !== '' && (
        <ConvertForm source={source} to={to} done={converted} texts={texts} onPut={put} problem={problem} />
      )}
    </>
  );
};
