import { type ReactNode, useId } from 'react';
import { type SettingRule, type Settings, settingRules } from '#contract/settings.ts';
import { useSlice, useStores } from '../state/stores-context.ts';
import { zoomIn, zoomOut } from '../state/zoom.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useWords } from '../words/words.ts';
import { FlowDialog } from './dialog.tsx';
import { NumberField } from './number-field.tsx';

/** What a person can choose, for every window on this machine. */
export const SettingsDialog = () => {
  const { flow } = useStores();
  const t = useWords('settings');
  const failures = useSlice('settings', (state) => state.failures);
  return (
    <FlowDialog label={t('title')} close={t('close')} look="sheet" onClose={flow.close}>
      <div className="settings">
        {failures.map(({ code, message }) => (
          <Notice key={code} tone="warn">
            {message}
          </Notice>
        ))}
        <Look />
        <Section title={t('section.work')}>
          <ApplyOnChoice />
        </Section>
        <Section title={t('section.capture')}>
          <Capture />
        </Section>
        <Section title={t('section.names')}>
          <HstsChoice />
          <OnQuitChoice />
        </Section>
        <p className="muted">{t('kept')}</p>
      </div>
    </FlowDialog>
  );
};

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section>
    <h3>{title}</h3>
    {children}
  </section>
);

const Row = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="setting">
    <span>{label}</span>
    {children}
  </div>
);

/** What the choices are called. Keys are whole, so that the compiler sees one that is missing. */
const choices: Choices = {
  language: { system: 'language.system', en: 'language.en', 'zh-CN': 'language.zh-CN' },
  theme: { system: 'theme.system', light: 'theme.light', dark: 'theme.dark' },
  contrast: { system: 'contrast.system', normal: 'contrast.normal', high: 'contrast.high' },
  motion: { system: 'motion.system', reduced: 'motion.reduced' },
};
type Choosable = 'language' | 'theme' | 'contrast' | 'motion';
type ChoiceKey = { [N in Choosable]: `${N}.${Settings[N]}` }[Choosable];
type Choices = { readonly [N in Choosable]: { readonly [C in Settings[N]]: ChoiceKey } };

const Look = () => {
  const { settings } = useStores();
  const t = useWords('settings');
  const chosen = useSlice('settings', (state) => state.settings);
  const choice = <N extends Choosable>(name: N) => (
    <Row label={t(`name.${name}`)}>
      <Segmented<Settings[N]>
        label={t(`name.${name}`)}
        value={chosen[name]}
        options={(settingRules[name].of as readonly Settings[N][]).map((id) => ({
          id,
          label: t(choices[name][id]),
        }))}
        onChange={(value) => void settings.change({ [name]: value })}
      />
    </Row>
  );
  return (
    <Section title={t('section.look')}>
      {choice('language')}
      {choice('theme')}
      {choice('contrast')}
      {choice('motion')}
      <Row label={t('name.zoom')}>
        <span className="zoom">
          <Button
            disabled={chosen.zoom <= settingRules.zoom.least}
            onPress={() => void settings.change({ zoom: zoomOut(chosen.zoom) })}
          >
            <span aria-hidden="true">−</span>
            <span className="hidden-visually">{t('zoomOut')}</span>
          </Button>
          <output>{t('zoomValue', { zoom: chosen.zoom })}</output>
          <Button
            disabled={chosen.zoom >= settingRules.zoom.most}
            onPress={() => void settings.change({ zoom: zoomIn(chosen.zoom) })}
          >
            <span aria-hidden="true">+</span>
            <span className="hidden-visually">{t('zoomIn')}</span>
          </Button>
          <Button look="quiet" disabled={chosen.zoom === 100} onPress={() => void settings.change({ zoom: 100 })}>
            {t('zoomReset')}
          </Button>
        </span>
      </Row>
    </Section>
  );
};

/** What the program begins with, and what it does from now on. */
const ApplyOnChoice = () => {
  const { settings, review } = useStores();
  const t = useWords('settings');
  const value = useSlice('settings', (state) => state.settings.applyOn);
  return (
    <Row label={t('name.applyOn')}>
      <Segmented
        label={t('name.applyOn')}
        value={value}
        options={(['save', 'review'] as const).map((id) => ({ id, label: t(`applyOn.${id}`) }))}
        onChange={(on) => {
          void settings.change({ applyOn: on });
          void review.setApplyOn(on);
        }}
      />
    </Row>
  );
};

/** For names of the hosts file and `.localhost` names; test browsers forget it anyway. */
const HstsChoice = () => {
  const { settings } = useStores();
  const t = useWords('settings');
  const value = useSlice('settings', (state) => state.settings.hsts);
  return (
    <Row label={t('name.hsts')}>
      <Segmented
        label={t('name.hsts')}
        value={value}
        options={(['strip', 'keep'] as const).map((id) => ({ id, label: t(`hsts.${id}`) }))}
        onChange={(hsts) => void settings.change({ hsts })}
      />
    </Row>
  );
};

const OnQuitChoice = () => {
  const { settings } = useStores();
  const t = useWords('settings');
  const value = useSlice('settings', (state) => state.settings.hosts.onQuit);
  return (
    <Row label={t('name.hostsOnQuit')}>
      <Segmented
        label={t('name.hostsOnQuit')}
        value={value}
        options={(['remove', 'keep'] as const).map((id) => ({ id, label: t(`hostsOnQuit.${id}`) }))}
        onChange={(onQuit) => void settings.change({ hosts: { onQuit } })}
      />
    </Row>
  );
};

const megabyte = 1024 * 1024;

const Capture = () => {
  const { settings } = useStores();
  const t = useWords('settings');
  const { bodies, bytes, bodyBytes } = useSlice('settings', (state) => state.settings.capture);
  const id = useId();
  const size = (rule: SettingRule & { readonly is: 'number' }, unit: number) => ({
    least: Math.ceil(rule.least / unit),
    most: Math.floor(rule.most / unit),
  });
  return (
    <>
      <Row label={t('name.captureBodies')}>
        <Segmented
          label={t('name.captureBodies')}
          value={bodies ? 'on' : 'off'}
          options={(['on', 'off'] as const).map((one) => ({ id: one, label: t(one) }))}
          onChange={(value) => void settings.change({ capture: { bodies: value === 'on' } })}
        />
      </Row>
      <NumberField
        id={`${id}-bytes`}
        label={t('name.captureBytes')}
        value={Math.round(bytes / megabyte)}
        {...size(settingRules['capture.bytes'], megabyte)}
        onChange={(value) => void settings.change({ capture: { bytes: value * megabyte } })}
      />
      <NumberField
        id={`${id}-body`}
        label={t('name.captureBodyBytes')}
        value={Math.round(bodyBytes / 1024)}
        {...size(settingRules['capture.bodyBytes'], 1024)}
        onChange={(value) => void settings.change({ capture: { bodyBytes: value * 1024 } })}
      />
    </>
  );
};
