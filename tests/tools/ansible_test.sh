#!/usr/bin/env bash
# ansible-test in the current collection tree: ansible_test.sh FOLDER COMMAND [ARGUMENTS]
# FOLDER contains Ansible's programs, COMMAND is sanity, integration or units.
# ansible-test fetches get-pip from a host that closed networks do not reach; the stand-in does the same with what Python ships.
set -euo pipefail

bin="$1"
command="$2"
shift 2
cache="${HOME}/.ansible/test/cache"
mkdir -p "${cache}"
for version in 23_1_2 24_2 25_2; do
    [ -e "${cache}/get_pip_${version}.py" ] || echo 'import ensurepip; ensurepip.bootstrap()' > "${cache}/get_pip_${version}.py"
done

# Version managers put shims on PATH that ansible-test cannot use: the real folder goes first.
real="$("${bin}/python" -c 'import os, sys; print(os.path.dirname(os.path.realpath(sys.executable)))')"
version="$("${bin}/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
export PATH="${bin}:${real}:${PATH}"

if ls tests/sanity/ignore-*.txt > /dev/null 2>&1; then
    echo 'sanity passes without ignore files' >&2
    exit 1
fi
log="$(mktemp)"
trap 'rm -f "${log}"' EXIT
"${bin}/ansible-test" "${command}" --python "${version}" --color no "$@" 2>&1 | tee "${log}"
if grep -q 'All targets skipped' "${log}"; then
    echo "${command} saw no files" >&2
    exit 1
fi
