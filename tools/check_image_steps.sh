#!/usr/bin/env bash
# Runs the install steps of the Dockerfile's build stage in a throw-away folder with an empty environment,
# and starts what they installed from another folder: what the image would do, without a container engine.
set -euo pipefail
cd "$(dirname "$0")/.."
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir "$stage/build" "$stage/home"
# Exactly what the Dockerfile copies.
for copied in $(sed -n '/AS build/,/^RUN/s/^COPY \(.*\) [^ ]*$/\1/p' Dockerfile); do cp -r "$copied" "$stage/build/"; done
keep=(HOME="$stage/home" PATH="$PATH" LANG=C.UTF-8)
for name in PIP_CERT PIP_INDEX_URL PIP_FIND_LINKS PIP_DEFAULT_TIMEOUT SSL_CERT_FILE HTTPS_PROXY https_proxy; do
  [ -n "${!name:-}" ] && keep+=("$name=${!name}")
done
clean() { (cd "$stage/build" && env -i "${keep[@]}" "$@"); }
clean python3 -m venv "$stage/thrice"
clean "$stage/thrice/bin/pip" install -q --require-hashes -r requirements.lock
clean "$stage/thrice/bin/pip" install -q --require-hashes -r requirements-build.lock --target "$stage/tools"
clean env PYTHONPATH="$stage/tools" "$stage/thrice/bin/pip" install -q --no-deps --no-build-isolation .
# What only installs or tests is not needed to run.
clean "$stage/thrice/bin/python" -m pip uninstall -q -y setuptools pip
site=$(echo "$stage"/thrice/lib/python3*/site-packages)
find "$site" -type d \( -name tests -o -name test \) -prune -exec rm -r {} +
# Days off are told apart, never named, so their names in forty languages are not needed either; and one model is run,
# none is made.
rm -r "$site"/holidays/locale "$site"/onnxruntime/{transformers,quantization,tools}
(cd "$stage/home" && env -i "${keep[@]}" "$stage/thrice/bin/thrice" --help >/dev/null)
(cd "$stage/home" && env -i "${keep[@]}" "$stage/thrice/bin/thrice" manifest >/dev/null)
printf '1\tHow do I get VPN access?\tWho hands out VPN accounts?\n0\tWhere is the ladder?\tWho pays the rent?\n' > "$stage/home/pairs"
(cd "$stage/home" && env -i "${keep[@]}" "$stage/thrice/bin/thrice" evaluate pairs pairs)
installed=$(du -sm "$stage/thrice" | cut -f1)
echo "image steps: installed size ${installed} MB (limit 350)"
[ "$installed" -le 350 ]
