#!/usr/bin/env bash
# Checks PDFs with veraPDF against what they are made to: PDF 1.7 against PDF/UA-1 and PDF/A-2a, PDF
# 2.0 against PDF/UA-2 and PDF/A-4. All files of a flavour are checked in one run of Java:
#   tests/verapdf/run.sh FILE…
# Prints a line for each file and flavour, with the rules that fail. Exit status: 0 all pass, 1 some
# fail, 2 no file given, 3 Java or Maven is missing or veraPDF cannot be had.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=$(sed -n '/greenfield-apps/,/version/s|.*<version>\(.*\)</version>.*|\1|p' "$here/pom.xml")
library="$here/target/$version"

if [ $# -eq 0 ]; then
    echo "usage: tests/verapdf/run.sh FILE…" >&2
    exit 2
fi
if ! command -v java >/dev/null; then
    echo "veraPDF needs Java: apt-get install default-jre-headless maven" >&2
    exit 3
fi

# Maven is needed the first time only; what it fetched once it finds again without a network.
if [ ! -f "$library/complete" ]; then
    if ! command -v mvn >/dev/null; then
        echo "fetching veraPDF needs Maven: apt-get install maven" >&2
        exit 3
    fi
    copy=(mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$library")
    if ! { "${copy[@]}" -o >/dev/null 2>&1 || "${copy[@]}" >&2; }; then
        echo "veraPDF $version is not in Maven's store and could not be fetched" >&2
        exit 3
    fi
    touch "$library/complete"
fi

status=0
older=() newer=()
for file in "$@"; do
    if [ "$(head -c 8 "$file" 2>/dev/null)" = %PDF-2.0 ]; then newer+=("$file"); else older+=("$file"); fi
done

check() {  # FLAVOUR FILE…
    local flavour=$1
    shift
    [ $# -gt 0 ] || return 0
    # veraPDF says "PASS FILE FLAVOUR" or "FAIL FILE FLAVOUR" and then each rule on a line of its
    # own; a file that it cannot read it skips with a sentence, so the lines are counted.
    java -XX:+UseSerialGC -cp "$library/*" org.verapdf.apps.GreenfieldCliWrapper \
        --flavour "$flavour" --format text --verbose --nonpdfext --loglevel 0 "$@" 2>/dev/null |
        awk -v flavour="$flavour" -v files=$# -v here="$PWD/" '
            function flush() { if (line != "") print line; line = "" }
            / does not appear to be a valid PDF/ { flush(); print "fail " flavour " " $0; next }
            /^  FAIL / { line = line " " $2; next }
            /^(PASS|FAIL) / {
                flush()
                verdict = tolower($1)
                good += verdict == "pass"
                name = substr($0, 6, length($0) - 6 - length($NF))
                if (index(name, here) == 1) name = substr(name, length(here) + 1)
                line = verdict " " flavour " " name (verdict == "fail" ? ":" : "")
            }
            END {
                flush()
                if (good < files) print "fail " flavour ": " files - good " of " files " files"
                exit good < files
            }' || status=1
}

check ua1 ${older[@]+"${older[@]}"}
check 2a ${older[@]+"${older[@]}"}
check ua2 ${newer[@]+"${newer[@]}"}
check 4 ${newer[@]+"${newer[@]}"}
exit "$status"
