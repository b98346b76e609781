#!/usr/bin/env bash
# Runs the two commands of README.md as on a machine that has only git and the .NET SDK: a clone of the current commit,
# a new home folder, no NuGet package, no pwsh on the path. Prints times and counts.
#   tests/BareMachine.sh            both commands
#   tests/BareMachine.sh demo       the demo alone
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
bare=$(mktemp -d)
trap 'rm -rf "$bare"' EXIT
mkdir -p "$bare/home" "$bare/bin" "$bare/tmp"
# Servers of the tests that drop their privileges read files there, as in /tmp.
chmod 755 "$bare"
git clone -q "$source" "$bare/PutTools"

# The source of packages depends on the machine, so its own NuGet configuration, if any, is copied.
if [ -f "$HOME/.nuget/NuGet/NuGet.Config" ]; then
    mkdir -p "$bare/home/.nuget/NuGet"
    cp "$HOME/.nuget/NuGet/NuGet.Config" "$bare/home/.nuget/NuGet/"
fi

for tool in dotnet git; do ln -s "$(command -v $tool)" "$bare/bin/$tool"; done
settings=(HOME="$bare/home" TMPDIR="$bare/tmp" NUGET_PACKAGES="$bare/packages" LANG=C.UTF-8
    PATH="$bare/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    # No build server outlives this script.
    MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1)
# The proxy depends on the machine, too.
while IFS= read -r -d '' variable; do
    case $variable in
        NUGET_PACKAGES=*) ;;
        NUGET_*=* | SSL_CERT_*=* | [hH][tT][tT][pP]*_[pP][rR][oO][xX][yY]=* | [nN][oO]_[pP][rR][oO][xX][yY]=*) settings+=("$variable") ;;
    esac
done < <(env -0)

run() { (cd "$bare/PutTools" && env -i "${settings[@]}" "$@"); }
if run sh -c 'command -v pwsh'; then echo "That pwsh is on the system's path: this machine is not bare."; fi

run dotnet --version
SECONDS=0
run dotnet run demo.cs
echo "== dotnet run demo.cs: $SECONDS s"
if [ "${1:-}" = demo ]; then exit; fi

SECONDS=0
status=0
run dotnet test 2>&1 | tee "$bare/test.log" || status=$?
echo "== dotnet test: $SECONDS s"
grep -E '^(Passed|Failed|Skipped)! |The Pester files run in|Pester: ' "$bare/test.log" || true
exit "$status"
