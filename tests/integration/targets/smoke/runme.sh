#!/usr/bin/env bash
# Start a simulated account, and run a play and the inventory with it.
set -euo pipefail

log="$(mktemp)"
export CLOUDPANEL_SIMULATOR_TOKEN=smoke
python "${ANSIBLE_COLLECTIONS_PATH}/ansible_collections/ionos/cloudpanel/tests/simulator" --port 0 --speed 600 > "${log}" &
simulator=$!
trap 'kill "${simulator}"; rm -f "${log}"' EXIT
until [ -s "${log}" ]; do
    kill -0 "${simulator}"
    sleep 0.1
done

CLOUDPANEL_API_URL="$(head -n 1 "${log}")"
CLOUDPANEL_CACHE_DIR="${OUTPUT_DIR}/cache"
export CLOUDPANEL_API_URL CLOUDPANEL_CACHE_DIR CLOUDPANEL_API_TOKEN="${CLOUDPANEL_SIMULATOR_TOKEN}"
ansible-playbook play.yml "$@"
ansible-inventory -i smoke.cloudpanel.yml --graph | tee "${log}"
grep -q 'smoke-web' "${log}"
