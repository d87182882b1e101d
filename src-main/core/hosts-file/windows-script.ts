import { writeBlock } from './block.ts';
import type { HostsStep } from './change.ts';

/**
 * A step as a script of PowerShell, for Windows' own hosts file where this program runs in the Linux beside it (WSL). It takes whole blocks of
 * the ids out, puts the new one in the place of the first, writes in place, reads back, and has the cache of names forget. It checks each
 * line of ours by form once more. Exit codes: 0 done, 4 a line is none of ours, 5 the file holds something else afterwards.
 * The caller has checked the step, so that nothing in it can end a word of the script.
 */
export const windowsScript = (step: HostsStep): string => {
  const id = step.does === 'write' ? [step.id, ...(step.without ?? [])] : step.does === 'clean' ? step.ids : [];
  const ids = id === undefined ? '[a-z0-9]{1,32}' : `(?:${id.join('|') || '-'})`;
  const lines = step.does === 'write' && step.entries.length > 0 ? writeBlock(step.id, step.entries, step.at) : [];
  return [
    "$ErrorActionPreference = 'Stop'",
    `$lines = @(${lines.map((line) => `'${line}'`).join(',')})`,
    'foreach ($line in $lines) { if ($line -cnotmatch \'^(# (BEGIN|END) slipway [a-z0-9]+ v1|# Slipway added [0-9]+ lines? on [0-9TZ:-]+; "slipway hosts clean" takes (it|them) out|(127\\.0\\.0\\.1|::1) [a-z0-9_.-]+)$\') { exit 4 } }',
    "$file = [IO.Path]::Combine([Environment]::SystemDirectory, 'drivers\\etc\\hosts')",
    '$latin1 = [Text.Encoding]::GetEncoding(28591)',
    '$text = $latin1.GetString([IO.File]::ReadAllBytes($file))',
    '$old = $text',
    `$own = '(?m)^# BEGIN slipway (${ids}) v[0-9]+\\r?\\n(?:(?:# Slipway added |127\\.0\\.0\\.1 |::1 )[^\\r\\n]*\\r?\\n)*# END slipway \\1 v[0-9]+\\r?(?:\\n|\\z)'`,
    '$first = [regex]::Match($text, $own)',
    "$text = [regex]::Replace($text, $own, '')",
    '$place = $text.Length',
    'if ($first.Success) { $place = $first.Index }',
    'if ($lines.Count -gt 0) {',
    "  $before = ''",
    '  if ($place -gt 0 -and $text[$place - 1] -ne [char]10) { $before = "`r`n" }',
    '  $text = $text.Insert($place, $before + ($lines -join "`r`n") + "`r`n")',
    '}',
    'if ($text -cne $old) {',
    "  $stream = [IO.File]::Open($file, 'Open', 'ReadWrite', 'Read')",
    '  try {',
    '    $bytes = $latin1.GetBytes($text.PadRight($old.Length, [char]10))',
    '    $stream.Write($bytes, 0, $bytes.Length)',
    '    $stream.SetLength($text.Length)',
    '    $stream.Flush($true)',
    '  } finally { $stream.Dispose() }',
    '  if ($latin1.GetString([IO.File]::ReadAllBytes($file)) -cne $text) { exit 5 }',
    "  & ([IO.Path]::Combine([Environment]::SystemDirectory, 'ipconfig.exe')) /flushdns | Out-Null",
    '}',
    'exit 0',
  ].join('\n');
};
