"""Build the bundled typeface `SafetyStats Sans` from Debian's Noto Sans CJK SC.

Run from the checkout, on a machine with apt and dpkg-deb (no root needed)::

    .venv/bin/python scripts/build_font.py

It downloads two Debian packages into a temporary folder and installs nothing: `fonts-noto-cjk` (Noto Sans CJK SC,
SIL Open Font License 1.1) and `unicode-data` (which characters the national table holds). With `--packages FOLDER`
the two .deb files are taken from there. It writes, always with the same bytes for the same packages and characters:

    lib/safetystats/figures/fonts/SafetyStatsSans-Regular.otf
    lib/safetystats/figures/fonts/SafetyStatsSans-Bold.otf
    lib/safetystats/figures/fonts/OFL.txt

The subset holds every character of GB 2312 and of the Table of General Standard Chinese Characters (2013; 8,105
characters, property kTGH of Unicode's Unihan), the Latin, Greek and sign ranges below, and whatever the code, the code
lists, the datasets and the notebooks use. Run it again when `tests/figures/test_fonts.py` says that one is missing.

The licence asks that a modified version not carry a reserved name and that copyright and licence travel with it: the
family is renamed in every name record and in the CFF table; the copyright, trademark and licence records stay.
"""

import argparse
import bz2
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "SafetyStats Sans"
STYLES = ("Regular", "Bold")
PACKAGES = ("fonts-noto-cjk", "unicode-data")
SOURCE_FACE = "Noto Sans CJK SC"

CHECKOUT = Path(__file__).resolve().parents[1]
FONTS = CHECKOUT / "lib" / "safetystats" / "figures" / "fonts"
# Whatever these files hold may be printed, so the typeface must have it.
PRINTED_FILES = (
    "lib/safetystats/**/*.py",
    "lib/safetystats/**/*.csv",
    "lib/safetystats/**/*.j2",
    "data/**/*.csv",
    "data/**/*.yaml",
    "data/**/*.md",
    "data/**/*.txt",
    "notebooks/**/*.ipynb",
    "notebooks/**/*.yml",
)
RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x0370, 0x03FF),  # Greek
    (0x2000, 0x206F),  # general punctuation: thin spaces, dashes, quotes, ellipsis, per mille
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency signs
    (0x2100, 0x214F),  # letter-like signs: numero, degree Celsius
    (0x2150, 0x218F),  # fractions and Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators: minus, less or equal, approximately
    (0x2460, 0x24FF),  # circled numbers
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x25FF),  # geometric shapes: triangles, circles, squares
    (0x3000, 0x303F),  # CJK punctuation
    (0x3200, 0x32FF),  # enclosed CJK
    (0x3380, 0x33DF),  # squared units: square metre, kilometre, kilogram
    (0xFF00, 0xFFEF),  # full-width forms
)


def main() -> None:
    """Download, subset, rename and write; stop with the names of the characters that the source face lacks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="folder with the two .deb files, instead of downloading them")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack_packages(arguments.packages, Path(folder))
        printed = printed_characters()
        wanted = {code for first, last in RANGES for code in range(first, last + 1)}
        wanted |= gb2312_characters() | standard_characters(unpacked) | set(printed)
        FONTS.mkdir(parents=True, exist_ok=True)
        for style in STYLES:
            font = open_face(unpacked, style)
            refuse_missing(printed, set(font.getBestCmap()))
            subset(font, wanted)
            rename(font, style)
            target = FONTS / f"SafetyStatsSans-{style}.otf"
            font.save(target)
            print(f"{target.name}: {len(font.getBestCmap()):,} characters, {target.stat().st_size:,} bytes")
        (FONTS / "OFL.txt").write_text(licence_text(unpacked), encoding="utf-8")


def unpack_packages(packages: Path | None, folder: Path) -> Path:
    """Unpack the Debian packages below `folder` and return where their files are."""
    if packages is None:
        packages = folder / "packages"
        packages.mkdir()
        packages.chmod(0o777)  # apt may drop to its own user for the download
        subprocess.run(["apt-get", "download", "-qq", *PACKAGES], cwd=packages, check=True)
    unpacked = folder / "unpacked"
    for name in PACKAGES:
        (archive,) = packages.glob(f"{name}_*.deb")
        subprocess.run(["dpkg-deb", "-x", archive, unpacked], check=True)
    return unpacked


def printed_characters() -> dict[int, str]:
    """Return the characters above ASCII in the files whose text may be printed, each with one file that has it."""
    found: dict[int, str] = {}
    for pattern in PRINTED_FILES:
        for path in sorted(CHECKOUT.glob(pattern)):
            for character in path.read_text(encoding="utf-8-sig"):
                if ord(character) > 0x7E:
                    found.setdefault(ord(character), str(path.relative_to(CHECKOUT)))
    return found


def gb2312_characters() -> set[int]:
    """Return the code points of GB 2312: the signs of rows 1 to 9 and the 6,763 hanzi of rows 16 to 87."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(text) for text in (pair.decode("gb2312", errors="ignore") for pair in cells) if text}


def standard_characters(unpacked: Path) -> set[int]:
    """Return the 8,105 code points of the Table of General Standard Chinese Characters (State Council, 2013)."""
    table = bz2.decompress((unpacked / "usr/share/unicode/Unihan_OtherMappings.txt.bz2").read_bytes()).decode("utf-8")
    return {int(code, 16) for code in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", table, flags=re.MULTILINE)}


def open_face(unpacked: Path, style: str) -> TTFont:
    """Return the simplified-Chinese face of a Noto Sans CJK collection."""
    collection = TTCollection(
        unpacked / f"usr/share/fonts/opentype/noto/NotoSansCJK-{style}.ttc", recalcTimestamp=False
    )
    return next(font for font in collection.fonts if font["name"].getDebugName(1) == SOURCE_FACE)


def refuse_missing(printed: dict[int, str], held: set[int]) -> None:
    """Stop when a table or a notebook uses a character that the source face does not have either.

    Code is let off: a terminal sign or a mark of mathematics in a comment is never drawn, and one that is drawn raises.
    """
    missing = [
        f"{chr(code)} U+{code:04X} in {path}"
        for code, path in sorted(printed.items())
        if code not in held and not path.endswith(".py")
    ]
    if missing:
        sys.exit(f"{SOURCE_FACE} lacks characters that our files use: {'; '.join(missing)}")


def subset(font: TTFont, wanted: set[int]) -> None:
    """Cut the font down to `wanted`: horizontal setting only, kerning kept, hints and vertical metrics dropped."""
    options = Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    cutter = Subsetter(options)
    cutter.populate(unicodes=sorted(wanted))
    cutter.subset(font)


def rename(font: TTFont, style: str) -> None:
    """Give the font its own name everywhere: in the name table and in the CFF table."""
    postscript = f"SafetyStatsSans-{style}"
    version = font["name"].getDebugName(5)
    own_names = {
        1: FAMILY,
        2: style,
        3: f"{postscript};subset of {SOURCE_FACE}",
        4: f"{FAMILY} {style}",
        5: version,
        6: postscript,
        10: f"A subset of {SOURCE_FACE} {style}, renamed as the licence asks. {font['name'].getDebugName(10)}",
    }
    names = font["name"]
    names.names = [record for record in names.names if record.nameID not in own_names and record.langID == 0x409]
    for name_id, text in own_names.items():
        names.setName(text, name_id, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    top = cff.topDictIndex[0]
    top.FamilyName, top.FullName = FAMILY, f"{FAMILY} {style}"
    for part in top.FDArray:
        part.FontName = re.sub(r"^NotoSansCJK\w\w-", "SafetyStatsSans-", part.FontName)


def licence_text(unpacked: Path) -> str:
    """Return the SIL Open Font License with the copyright line, out of the Debian package's copyright file."""
    copyright_file = (unpacked / "usr/share/doc/fonts-noto-cjk/copyright").read_text(encoding="utf-8")
    (block,) = re.findall(r"^License: SIL-1\.1\n((?: .*\n)+)", copyright_file, flags=re.MULTILINE)
    lines = ["" if line.strip() == "." else line.removeprefix(" ") for line in block.splitlines()]
    face = open_face(unpacked, STYLES[0])["name"]
    (debian,) = re.findall(r"^Files: \*\nCopyright: (.+)$", copyright_file, flags=re.MULTILINE)
    head = [
        f"{FAMILY} is a renamed subset of {SOURCE_FACE}, made by scripts/build_font.py.",
        f"Copyright {face.getDebugName(0)}",
        f"Copyright {debian} (Noto CJK, as stated by Debian's package fonts-noto-cjk).",
        "This Font Software is licensed under the SIL Open Font License, Version 1.1, below.",
        "",
    ]
    return "\n".join([*head, *lines]).rstrip() + "\n"


if __name__ == "__main__":
    main()
