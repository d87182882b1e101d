import type { ReactNode } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components';

type ButtonProps = {
  readonly onPress?: () => void;
  readonly look?: 'plain' | 'primary' | 'quiet';
  readonly disabled?: boolean;
  readonly submit?: boolean;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
};

/** A button with words on it. */
export const Button = ({ onPress, look = 'plain', disabled = false, submit = false, icon, children }: ButtonProps) => (
  <AriaButton
    className={`button ${look}`}
    type={submit ? 'submit' : 'button'}
    isDisabled={disabled}
    {...(onPress === undefined ? {} : { onPress })}
  >
    {icon}
    {children}
  </AriaButton>
);

type IconButtonProps = {
  readonly label: string;
  readonly onPress: () => void;
  /** `primary` while it can be pressed: what is most likely wanted next. */
  readonly look?: 'quiet' | 'primary';
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly children: ReactNode;
};

/** A button with a picture; its name is read aloud and shown on hover and focus. */
export const IconButton = ({
  label,
  onPress,
  look = 'quiet',
  disabled = false,
  pressed,
  children,
}: IconButtonProps) => (
  <TooltipTrigger delay={500}>
    <AriaButton
      className={`button ${disabled ? 'quiet' : look} icon-only`}
      aria-label={label}
      isDisabled={disabled}
      onPress={onPress}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      {children}
    </AriaButton>
    <Tooltip className="tooltip" offset={6}>
      {label}
    </Tooltip>
  </TooltipTrigger>
);
