"""The short forms of Chinese area names: 重庆 for 重庆市, 楚雄 and 楚雄州 for 楚雄彝族自治州.

A full name is a place, in autonomous areas the peoples named, and a rank. The short form is the place. Where the place
has one character the rank stays (忠县), as it does in speech. The peoples are those of GB/T 3304 as they occur in the
names of areas.
"""

import re
import unicodedata

_RANK = re.compile(r"(特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|矿区|新区|省|市|县|区|旗|盟)$")
_SPOKEN_RANK = {"自治州": "州", "自治县": "县", "自治旗": "旗"}
_PEOPLES = re.compile(
    "((蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔)族?|(回|满|苗|彝|土家|藏|侗|布依|瑶|白|朝鲜|哈尼|黎|傣|畲|傈僳|东乡|仡佬|拉祜|佤|水|纳西"
    "|羌|土|仫佬|景颇|撒拉|布朗|毛南|普米|怒|鄂温克|京|德昂|保安|裕固|独龙|壮|各)族)+$"
)
_CHINESE = re.compile(r"[㐀-鿿]")


def place(name: str) -> str:
    """Return the place of a Chinese area name (重庆 of 重庆市), or the whole name where that has one character."""
    rest = _RANK.sub("", name)
    bare = _PEOPLES.sub("", rest)
    rest = bare if len(bare) > 1 else rest  # 内蒙古 and 鄂伦春 are places that end like peoples
    return rest if len(rest) > 1 else name


def short_names(name: str) -> tuple[str, ...]:
    """Return the short forms in use for a Chinese area name, without the name itself."""
    rank = _RANK.search(name)
    forms = [place(name)]
    if rank and (spoken := _SPOKEN_RANK.get(rank.group())):
        forms.append(place(name) + spoken)
    return tuple(form for form in forms if form != name)


def english_short_names(name: str) -> tuple[str, ...]:
    """Return an English area name without its rank: Zhong of Zhong County, Chuxiong of Chuxiong Yi Autonomous Prefecture."""
    match = re.fullmatch(r"(.+?)(?: [\w ]+ Autonomous)? (?:District|County|City|Prefecture|League)", name)
    return (match.group(1),) if match else ()


def normal(text: str) -> str:
    """Return `text` as names are compared: half-width, lower case, no blanks at the ends or between Chinese characters."""
    text = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return text.replace(" ", "") if is_chinese(text) else text


def is_chinese(text: str) -> bool:
    """Tell whether `text` holds a Chinese character."""
    return bool(_CHINESE.search(text))
