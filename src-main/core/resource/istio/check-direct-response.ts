import type { Path } from '../../text/tree.ts';
import { utf8Length } from '../../text/words.ts';
import type { CheckReport } from '../kind.ts';
import type { HttpDirectResponse } from './http-route.ts';

/** The size of a body: H29 and H30 of reference 9.4. That `bytes` is base64 is a rule of decoding. */
export const checkDirectResponse = ({ body }: HttpDirectResponse, path: Path, report: CheckReport): void => {
  if (!body) return;
  const field = body.bytes === undefined ? 'string' : 'bytes';
  const at = [...path, 'body', field];
  const packed = body.bytes?.replace(/\s/g, '');
  if (packed !== undefined && !isBase64(packed)) {
    report('virtual-service/body', '"bytes" must be base64; use "string" for text', at);
    return;
  }
  const size =
    packed === undefined ? utf8Length(body.string ?? '') : Math.floor((packed.replace(/=+$/, '').length * 3) / 4);
  if (size > refusedSize) {
    report('virtual-service/body', 'the body is larger than 1 MiB; let a service answer instead', at, { key: true }); // H29
  } else if (size > largeSize) {
    const message =
      'the body is larger than 100 KiB, which a gateway of Istio may refuse; let a service answer instead';
    report('virtual-service/body', message, at, { key: true, severity: 'warning' }); // H30
  }
};

const refusedSize = 1024 * 1024;
const largeSize = 100 * 1024;

const isBase64 = (text: string): boolean =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text);
