"""Writes Vega, Vega-Lite and vega-embed as one script that defines `mlpipe_vega_embed`. usage: vega_bundle.py FILE"""
import hashlib
import os
import sys

import vl_convert

VEGA_LITE = "6.4"
SHA256 = "dd1d3e4dca4d8038e7d6fd521644780c4b3970ad3748b23c9f588b2ccf56329f"
NOTICE = """\
/*! Vega, Vega-Lite and vega-embed: Copyright University of Washington Interactive Data Lab, BSD-3-Clause.
 *  With parts of d3: Copyright Mike Bostock, ISC. Bundled by vl-convert: Copyright Jon Mease, BSD-3-Clause. */
"""


def main(target):
    # The names of the bundle must not reach those of the page; the page must not end where the bundle says so.
    bundle = vl_convert.javascript_bundle("globalThis.mlpipe_vega_embed=vegaEmbed;", vl_version=VEGA_LITE)
    if "</script" in bundle.lower() or "<!--" in bundle:
        sys.exit("the bundle cannot stand in a page")
    script = f"{NOTICE}(()=>{{{bundle}}})();\n".encode()
    found = hashlib.sha256(script).hexdigest()
    if found != SHA256:
        sys.exit(f"the bundle is not the expected one: its SHA-256 is {found}")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target + ".new", "wb") as file:
        file.write(script)
    os.replace(target + ".new", target)


main(sys.argv[1])
