import { bytesOfBase64, textOfUtf8 } from '#core/traffic/body-text.ts';
import type { CapturedBody, CapturedMessage, ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { hideUrls } from '#core/traffic/hide-urls.ts';
import { maskText } from '#core/traffic/mask.ts';

/**
 * The details of an exchange with `[redacted]` in place of fields of queries, bodies and messages that have the names of secrets, as main does
 * it with credentials in headers. Bytes that are no text stay as they are.
 */
export const hideSecrets = (details: ExchangeDetails): ExchangeDetails => {
  const { requestBody, responseBody, messages } = details;
  return {
    ...hideUrls(details),
    ...(requestBody && { requestBody: hideInBody(requestBody) }),
    ...(responseBody && { responseBody: hideInBody(responseBody) }),
    ...(messages && { messages: messages.map(hideInMessage) }),
  };
};

const hideInBody = (body: CapturedBody): CapturedBody => {
  if (body.encoding?.decoded === false) return body;
  const text = textOfUtf8(bytesOfBase64(body.content), body.truncated);
  if (text === undefined) return body;
  const masked = maskText(text, body.contentType);
  return masked === text ? body : { ...body, content: Buffer.from(masked).toString('base64') };
};

const hideInMessage = (message: CapturedMessage): CapturedMessage => {
  const { kind, content, decoded } = message;
  const isText = kind === 'text' || kind === 'event' || kind === 'close';
  return {
    ...message,
    ...(isText && { content: maskText(content) }),
    ...(decoded && { decoded: { ...decoded, json: maskText(decoded.json, 'application/json') } }),
  };
};
