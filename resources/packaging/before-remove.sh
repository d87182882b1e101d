#!/bin/sh
# dpkg calls this before the app goes: what Slipway has written into the hosts file goes with it.
# An upgrade keeps it, and nothing here keeps the package from being removed.
set -u

case "${1:-}" in
  remove | deconfigure) ;;
  *) exit 0 ;;
esac

hosts=/etc/hosts
grep -q '^# BEGIN slipway ' "$hosts" 2>/dev/null || exit 0

for program in '/opt/Slipway/slipway-desktop' '/opt/Slipway Dev/slipway-desktop-dev'; do
  [ -x "$program" ] || continue
  timeout 30 "$program" --no-sandbox --slipway-elevated-hosts clean >/dev/null 2>&1 && break
done

if grep -q '^# BEGIN slipway ' "$hosts" 2>/dev/null; then
  echo "slipway: $hosts still holds lines of Slipway; take out what stands from \"# BEGIN slipway\" to \"# END slipway\"" >&2
fi
exit 0
