import pytest

from pipeline.text.segment import segment
from pipeline.text.web_page import is_page_furniture

PAGE = """当前位置：首页 » 新闻中心 » 理论研究

把河湾镇的桥修好
发布时间：2024-03-12
来源：河湾日报
浏览次数：1203次
字体：大 中 小
【打印】
分享到：
河湾镇有三座桥，最老的一座建于明代，去年冬天断了，镇上的人都要绕路。
一、存在的问题
没有人知道谁来出钱，镇里和县里都说不归自己管，桥就这样断了一年。
二、对策建议
县里应当出钱，镇里应当出人，把三座桥在两年之内都修好，不再让人绕路。
责任编辑：祝某
上一篇：河湾镇召开会议
下一篇：没有了
"""


@pytest.mark.parametrize(
    "line",
    [
        "首页 > 理论 > 正文   字号:大 中 小",
        "首页>新闻",
        "[首页] - 理论 - 正文",
        "当前位置：首页 » 新闻中心",
        "您现在的位置：首页",
        "Home » Opinion » Transport",
        "You are here: Home / News",
        "字号：大 中 小",
        "字体：大中小",
        "【打印】【关闭】",
        "打印本页",
        "分享到：微信 微博 QQ空间",
        "Share  Tweet  Email",
        "Back to top",
        "上一篇：河湾镇召开会议   下一篇：没有了",
        "下一篇",
        "Next article: Roads",
        "友情链接",
        "点击查看更多优惠活动>>",
        "【推荐阅读】一图读懂桥梁新政",
        "附件1.桥梁清单.doc",
        "批注 [石磊1]: 此处需要核实",
        "带格式的: 字体: 小四",
        "— END —",
        "版权所有 清河日报社 未经许可不得转载",
        "© 稻香发布",
        "建议使用1024×768分辨率浏览",
        "清河网 ICP备05000001号",
        "扫一扫在手机打开当前页",
        "如果觉得文章不错，请点个“在看”和“赞”",
        "阅读原文",
        "网站标识码：9900000001 ICP备00000000号",
        "Skip to main content",
    ],
)
def test_furniture(line: str) -> None:
    assert is_page_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "首页设计的三个问题",
        "一、群众点赞的背后",
        "三、规范ICP备案管理",
        "建议取消ICP备案制度，改为事后监管",
        "扫一扫，看病不再难",
        "版权所有者权益保护不足",
        "1. 提升服务水平，让群众点赞；",
        "邀请赞比亚等国参与",
        "为劳动者点赞",
        "建议使用国产浏览器",
        "© holders need faster remedies",
        "广告",
        "相关报道",
        "点击进入申报系统>>",
        "附件：1.申报表.doc",
        "广告业的治理",
        "附件：桥梁清单",
        "相关阅读习惯的调查",
        "批注要写在页边",
        "首页是一张网站的脸面。",
        "位置：河湾镇东",
        "评论",
        "微信",
        "分享经济的治理",
        "打印机的故事",
        "大 中 小",
        "上一篇文章讲了桥",
        "下一条路怎么修",
        "Home ownership",
        "Next: what to do",
        "Share",
        "Print media in decline",
        "一季度 > 二季度",
    ],
)
def test_text(line: str) -> None:
    assert not is_page_furniture(line)


def test_a_way_that_does_not_begin_at_home_is_one_at_the_top_only() -> None:
    assert is_page_furniture("理论 > 研究 > 正文", at_top=True)
    assert not is_page_furniture("生产 > 流通 > 消费")
    assert is_page_furniture("Opinion › Transport", at_top=True)


def test_the_title_and_the_sections_of_a_pasted_page() -> None:
    document = segment(PAGE, id="d")
    assert document.title == "把河湾镇的桥修好"
    assert [h.title for h in document.headings] == ["把河湾镇的桥修好", "一、存在的问题", "二、对策建议"]
    assert [s.text[:4] for s in document.sentences] == [
        "发布时间",
        "来源：河",
        "浏览次数",
        "河湾镇有",
        "没有人知",
        "县里应当",
        "责任编辑",
    ]
