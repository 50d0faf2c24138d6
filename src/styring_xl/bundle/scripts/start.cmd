@echo off
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul
rem Finder en Python, der passer til mappen, og lader den gøre resten. Bruger hverken net eller administratorrettigheder.
rem Brug: dobbeltklik, eller  Installer.cmd [STI-TIL-PYTHON] [--mappe MAPPE] [--stille]

rem pushd giver en mappe på et netværksdrev et bogstav: cmd kan ikke arbejde i en sti, der begynder med \\.
pushd "%~dp0"

set "FUNDET="
set "VALG="
set "STILLE="
for %%A in (%*) do if /i "%%~A"=="--stille" set "STILLE=1"
if not exist "program\installation.py" goto halv

call :proev "%~1"
call :proev "%STYRING_PYTHON%"
for %%N in (py.exe) do if not "%%~$PATH:N"=="" for %%V in (3.13 3.12 3.11) do call :py %%V
for %%V in (313 312 311) do (
    call :proev "%LOCALAPPDATA%\Programs\Python\Python%%V\python.exe"
    call :proev "%ProgramFiles%\Python%%V\python.exe"
)
for %%V in (3.13 3.12 3.11) do (
    call :proev "%LOCALAPPDATA%\Microsoft\WindowsApps\python%%V.exe"
    for /d %%D in ("%USERPROFILE%\.pyenv\pyenv-win\versions\%%V.*") do call :proev "%%~D\python.exe"
)
for %%N in (python.exe python3.exe) do call :proev "%%~$PATH:N"

if not defined FUNDET goto mangler

"%FUNDET%" %VALG% -I -X utf8 "program\installation.py" @FJERN@ %*
set "SVAR=%ERRORLEVEL%"
goto slut

:mangler
echo Ikke gjort: der er ingen Python på denne pc, som mappen er til.
echo.
echo Bed it-afdelingen om Python 3.11, 3.12 eller 3.13 i 64-bit, fra programkataloget, Microsoft Store eller python.org
echo ("kun for mig" er nok). Er den der, så træk python.exe ind over %~nx0, eller skriv i en kommandoprompt:
echo     "%~f0" C:\sti\til\python.exe
echo Siden "Til it-afdelingen.html" i denne mappe siger, hvad det skal bruges til.
set "SVAR=2"
goto slut

:halv
echo Ikke gjort: mappen er ikke hel. Pak hele mappen ud af zip-filen, og dobbeltklik på %~nx0 derfra.
set "SVAR=2"

:slut
popd
if not defined STILLE pause
exit /b %SVAR%

rem Den første, der passer, bliver brugt.
:proev
if defined FUNDET exit /b 0
if "%~1"=="" exit /b 0
if not exist "%~1" exit /b 0
"%~1" -I "program\installation.py" --passer >nul 2>nul
if not errorlevel 1 set "FUNDET=%~1"
exit /b 0

rem Pythons egen starter ved, hvor hver udgave ligger, også dem fra Microsoft Store.
:py
if defined FUNDET exit /b 0
py -%1 -I "program\installation.py" --passer >nul 2>nul
if errorlevel 1 exit /b 0
set "FUNDET=py"
set "VALG=-%1"
exit /b 0
