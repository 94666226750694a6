"""The process that draws one chart: a job as JSON on standard input, its result on standard output.

Run as a file, apart from the package: it needs nothing of it but the library that draws, and only
here is that library loaded.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Draws what it is told to; a spec the library refuses is a result as well."""
    import vl_convert

    job = json.load(sys.stdin)
    vl_convert.register_font_directory(job["fonts"])
    try:
        svg = vl_convert.vegalite_to_svg(
            job["spec"],
            vl_version=job["version"],
            show_warnings=True,
            allowed_base_urls=[],
            format_locale=job["numbers"],
            time_format_locale=job["dates"],
        )
    except ValueError as error:
        json.dump({"fault": str(error)}, sys.stdout)
    else:
        json.dump({"svg": svg}, sys.stdout)


if __name__ == "__main__":
    main()
