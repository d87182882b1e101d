import { type DragEvent, useState } from 'react';

export type TextFile = { readonly name: string; readonly text: string };

/** A file that is dropped on an element, read; `over` while one is held above it. */
export const useDroppedFile = (onDrop: (file: TextFile) => TextFile) => {
  const [over, setOver] = useState(false);
  const [file, setFile] = useState<TextFile>();
  const holdsFile = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');
  return {
    over,
    file,
    listeners: {
      onDragOver: (event: DragEvent) => {
        if (!holdsFile(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        setOver(false);
        const [first] = event.dataTransfer.files;
        // Folders and other files are for the window.
        if (first === undefined || !/\.ya?ml$/i.test(first.name)) return;
        event.preventDefault();
        event.stopPropagation();
        void first.text().then((text) => setFile(onDrop({ name: first.name, text })));
      },
    },
  };
};
