import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../ui/button.tsx';
import { CloseIcon } from '../ui/icons.tsx';

type FlowDialogProps = {
  readonly label: string;
  /** Absent: the dialog has no head of its own. */
  readonly close?: string;
  readonly look: 'palette' | 'sheet';
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** Stands over the whole window until it is answered or put away: by Escape, or by a press beside it. */
export const FlowDialog = ({ label, close, look, onClose, children }: FlowDialogProps) => (
  <ModalOverlay className={`flow-overlay ${look}`} isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
    <Modal className="flow-modal">
      <Dialog className={`flow-dialog ${look}`} {...(close === undefined && { 'aria-label': label })}>
        {close !== undefined && (
          <header>
            <Heading slot="title" level={2}>
              {label}
            </Heading>
            <IconButton label={close} onPress={onClose}>
              <CloseIcon size={16} />
            </IconButton>
          </header>
        )}
        {children}
      </Dialog>
    </Modal>
  </ModalOverlay>
);
