import { type DragEvent, useState } from 'react';

export type TextFile = { readonly name: string; readonly text: string };

/**
 * A file that is dropped on an element, read; `over` while one is held above it. The element is marked `data-takes-files` as long as it
 * listens: else the window takes what is dropped.
 */
export const useDroppedFile = () => {
  const [over, setOver] = useState(false);
  const [file, setFile] = useState<TextFile>();
  const holdsFile = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');
  return {
    over,
    file,
    /** It has been dealt with, and is not taken again. */
    forget: () => setFile(undefined),
    listeners: {
      onDragOver: (event: DragEvent) => {
        if (holdsFile(event)) setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        setOver(false);
        const [first] = event.dataTransfer.files;
        // A folder cannot be read.
        void first?.text().then(
          (text) => setFile({ name: first.name, text }),
          () => setFile({ name: first.name, text: '' }),
        );
      },
    },
  };
};
