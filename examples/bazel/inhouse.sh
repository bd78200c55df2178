#!/bin/sh
# inhouse.sh INHOUSE OUTPUT DOCUMENT [FILE...] -- [FLAG...]
#
# A sandbox is full of symbolic links, and inhouse follows none out of the document's folder. So it gets a copy.
set -eu
inhouse=$1 output=$2 document=$3
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
while [ "$1" != -- ]; do
    mkdir -p "$work/$(dirname "$1")"
    cp -L "$1" "$work/$1"
    shift
done
shift
"$inhouse" generate --document "$work/$document" --output "$output" "$@"
