; Before the app goes from Windows: what Slipway has written into the hosts file goes with it, after one question of the system,
; and only where there is something. An update keeps it. Nothing here keeps the app from being removed.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    ReadRegStr $R7 HKLM "SYSTEM\CurrentControlSet\Services\Tcpip\Parameters" "DataBasePath"
    ExpandEnvStrings $R7 "$R7"
    ${if} $R7 == ""
      StrCpy $R7 "$SYSDIR\drivers\etc"
    ${endIf}
    nsExec::Exec '"$SYSDIR\findstr.exe" /B /C:"# BEGIN slipway " "$R7\hosts"'
    Pop $R8
    ${if} $R8 == "0"
      ${if} ${Silent}
        ; Nobody is there to be asked: it works where the uninstaller has the rights already.
        ExecWait '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" --slipway-elevated-hosts clean'
      ${else}
        ExecShellWait "runas" "$INSTDIR\${APP_EXECUTABLE_FILENAME}" "--slipway-elevated-hosts clean" SW_HIDE
      ${endIf}
      ClearErrors
    ${endIf}
  ${endIf}
!macroend
