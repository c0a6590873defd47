"""Named bodies: ministries, bureaus, governments, courts, institutes, associations, by how their names end."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.facts.found import Found
from pipeline.facts.lexicon import ENGLISH_HEADS, FIELDS
from pipeline.facts.names import LEVEL, place_before, proper_start

FIELD: Final = "|".join(sorted(FIELDS.split(), key=len, reverse=True))
_DEPARTMENT: Final = re.compile(
    rf"(?:{FIELD}){{1,3}}(?:行政主管部门|行政部门|主管部门|监管部门|管理部门|部门(?![间])|委员会|总局|总署|管理局|分局|监管局|(?:监督|服务)?局(?!面|部|势|限|长)|"
    r"厅(?!长|堂)|部(?![分件长委队位署门])|委(?![员托派会])|署(?![名长])|办(?![理法事学好公案结证税实成])|办公室)"
    rf"(?P<branch>[^\W\d_]{{2,4}}(?:调查队|总队|支队|分局))?"
)
_GOVERNMENT: Final = re.compile(
    r"人民政府(?:办公[厅室])?|政府(?:办公[厅室])|人大常委会|人民代表大会|街道办事处|管理委员会|管委会|村民委员会|居民委员会|村委会|居委会|纪委监委|"
    rf"(?<=[{LEVEL}])(?:委(?:办公[厅室])?(?![员托派会])|政府(?![性间])|人大|政协|纪委|监委)"
)
_ALONE: Final = re.compile(
    r"国务院(?:办公厅|安委会)?|党中央|中共中央|最高人民(?:法院|检察院)|全国人大(?:常委会)?|全国政协|世界银行|世界卫生组织|联合国(?:教科文组织|开发计划署|"
    r"环境规划署)?|国际货币基金组织|世界贸易组织|欧盟委员会|经合组织|人民银行|中国人民银行"
)
_COURT: Final = re.compile(r"(?:(?:中级|高级)?人民|海事|互联网|知识产权|金融|铁路运输)(?:法院|检察院)")
_SEVERAL: Final = re.compile(rf"(?:(?:{FIELD})、){{1,8}}(?:{FIELD})等?(?:主管|监管|行政)?部门(?!间)")
_UTILITY: Final = re.compile(
    r"(?:水务|公交|供电|城投|交投|城建投资|地铁|轨道交通|燃气|供热|自来水|电网|铁路|港口|港务|机场|环卫|粮食|供销|农商|农村商业|文旅)"
    r"(?:投资|发展|控股)?(?:集团|公司|银行)(?:公司)?"
)
_TEAM: Final = re.compile(r"(?:领导小组|联席会议|指挥部|议事协调机构|专责组|工作专班)(?:办公室)?")
_FIRM: Final = re.compile(r"(?:股份|有限|责任){1,3}公司")
_NAMED: Final = re.compile(
    r"研究院|研究所|研究中心|研究会|科学院|大学|学院|协会|学会|商会|联合会|促进会|基金会|集团|银行|医院|中心|交易所|总工会|妇联|残联|工商联|"
    r"出版社|实验室|博物馆|图书馆|委员会|联合社|合作社|事务所|调查队|社科院|供电公司|公司|供销社|红十字会|气象台|电视台"
)
_BRANCH: Final = re.compile(r"[^\W\d_]{2,4}?(?:分行|支行|分公司|分院|分局|分校)|附属[^\W\d_]{0,4}?医院")

_CAPITAL: Final = r"[A-Z][A-Za-z'’&-]{0,24}"
_PHRASE: Final = re.compile(rf"(?<![\w’'-]){_CAPITAL}(?:\s(?:(?:of|for)\s(?:the\s)?|and\s|,\s)?{_CAPITAL}){{0,9}}")
_HEAD: Final = re.compile(rf"\b(?:{'|'.join(ENGLISH_HEADS.split())}|Task Force)\b")
_AFTER_HEAD: Final = (" of ", " for ", " and ")
_SINGLE: Final = frozenset(("Treasury", "Legislature", "Parliament", "Congress", "Senate", "Cabinet"))
_OPENING: Final = re.compile(
    r"(?:The|A|An|In|On|By|At|For|From|And|But|If|When|While|As|Since|Under|Let|Our|Its|Their|This|That|These|Both|After|Before|"
    r"Only|Every|Each|Ask|Give|Require|To|With|Without|Last|Where|Because|Although|However|Researchers|We)\s"
)


def chinese_bodies(text: str) -> Iterator[Found]:
    """Bodies named in a Chinese sentence, the surest rules first."""
    for match in _ALONE.finditer(text):
        yield _body(text, match.start(), match.end())
    for match in _SEVERAL.finditer(text):
        place = place_before(text, match.start())
        yield _body(text, match.start() if place is None else place, match.end())
    for match in _UTILITY.finditer(text):
        start = proper_start(text, match.start())
        yield _body(text, match.start() if start is None else start, match.end())
    for match in _DEPARTMENT.finditer(text):
        place = place_before(text, match.start())
        if match[0] not in _NO_DEPARTMENT and not (place is None and match[0] in _NEEDS_PLACE):
            yield _body(text, match.start() if place is None else place, match.end())
    for pattern in (_GOVERNMENT, _COURT):
        for match in pattern.finditer(text):
            place = place_before(text, match.start())
            if place is not None:
                yield _body(text, place, match.end())
    for match in _TEAM.finditer(text):
        start = proper_start(text, match.start())
        if start is not None and start < match.start():
            yield _body(text, start, match.end())
    for match in _FIRM.finditer(text):
        start = proper_start(text, match.start())
        if start is not None and match.start() - start >= 2:
            yield _body(text, start, match.end())
    for match in _NAMED.finditer(text):
        start = proper_start(text, match.start())
        if start is not None and start < match.start():
            branch = _BRANCH.match(text, match.end())
            # 县医院 is any hospital of a county
            if branch or match.start() - start > 1:
                yield _body(text, start, branch.end() if branch else match.end())


def english_bodies(text: str) -> Iterator[Found]:
    """Bodies named in an English sentence: capitalised phrases that hold the head of such a name."""
    for match in _PHRASE.finditer(text):
        start = match.start()
        while opening := _OPENING.match(text, start, match.end()):
            start = opening.end()
        for a, b in _parts(text, start, match.end()):
            words = text[a:b]
            heads = [
                h for h in _HEAD.finditer(words) if h.end() == len(words) or words[h.end() :].startswith(_AFTER_HEAD)
            ]
            if words in _SINGLE or any(head[0] != words for head in heads):
                yield _body(text, a, b)


_NO_DEPARTMENT: Final = frozenset(("编制办", "建设办", "组织办", "行业部门", "产业部门", "数据部门"))
_NEEDS_PLACE: Final = frozenset(("行业委员会", "产业委员会", "建设部", "建设局", "产业部", "行业部"))


def _heads(words: str, head: re.Match[str]) -> bool:
    """Whether `words` are named by `head`: it ends them, or what follows says of or for what."""
    last = head.end() == len(words) or words.startswith(_AFTER_HEAD, head.end())
    return last and head[0] != words


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A phrase as one name, or as two where `and` or a comma joins two names that each have a head."""
    for joint in re.finditer(r"\sand\s|\s?,\s", text[start:end]):
        left, right = text[start : start + joint.start()], text[start + joint.end() : end]
        if _HEAD.search(left) and _HEAD.search(right):
            yield start, start + joint.start()
            yield from _parts(text, start + joint.end(), end)
            return
    yield start, end


def _body(text: str, start: int, end: int) -> Found:
    return Found(start, end, "body", text[start:end])
