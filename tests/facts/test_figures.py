"""Single figures, amounts, dates and lengths of time: what is one, what it is worth, and what only looks like one."""

import pytest

from .finding import only, said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投入30亿元。", ("30亿元", "money", 3e9, "CNY")),
        ("只要三毛钱。", ("三毛钱", "money", 0.3, "CNY")),
        ("漲了五毛。", ("五毛", "money", 0.5, "CNY")),
        ("每斤涨三毛多。", ("三毛", "money", 0.3, "CNY")),
        ("每斤五毛起。", ("五毛", "money", 0.5, "CNY")),
        ("每斤2毛的差价。", ("2毛", "money", 0.2, "CNY")),
        ("付五千元2分店。", ("五千元", "money", 5000.0, "CNY")),
        ("拼成三元五角形。", ("三元", "money", 3.0, "CNY")),
        ("1949毛泽东宣布。", ("1949", "number", 1949.0, None)),
        ("涨了5角。", ("5角", "money", 0.5, "CNY")),
        ("涨了六角钱。", ("六角钱", "money", 0.6, "CNY")),
        ("要一元一角。", ("一元一角", "money", 1.1, "CNY")),
        ("要四塊五毛錢。", ("四块五毛钱", "money", 4.5, "CNY")),
        ("要３元５角２分。", ("3元5角2分", "money", 3.52, "CNY")),
        ("摊一块一毛二。", ("一块一毛二", "money", 1.12, "CNY")),
        ("亏三角二分。", ("三角二分", "money", 0.32, "CNY")),
        ("每张十二元。", ("十二元", "money", 12.0, "CNY")),
        ("借款５００万美元。", ("500万美元", "money", 5e6, "USD")),
        ("办件70余万项。", ("70余万项", "count", 7e5, "项")),
        ("占1/10。", ("1/10", "share", 0.1, None)),
        ("-5%", ("-5%", "share", -0.05, None)),
        ("增长－５％。", ("-5%", "share", -0.05, None)),
        ("下降-5%。", ("-5%", "share", -0.05, None)),
        ("下降−5%。", ("−5%", "share", -0.05, None)),
        ("增速為負２.３％。", ("负2.3%", "share", -0.023, None)),
        ("为负百分之三。", ("负百分之三", "share", -0.03, None)),
        ("负增长3%。", ("负增长3%", "share", -0.03, None)),
        ("零下十二摄氏度。", ("零下十二摄氏度", "measure", -12.0, "°C")),
        ("气温零下5度。", ("零下5度", "measure", -5.0, "°C")),
        ("降到零下二十多度。", ("零下二十多度", "measure", -20.0, "°C")),
        ("降至零下 5 ℃。", ("零下5 ℃", "measure", -5.0, "°C")),
        ("水温 5 ℃。", ("5 ℃", "measure", 5.0, "°C")),
        ("坡度15度。", ("15", "number", 15.0, None)),
        ("桥长 3.2 km，已通车。", ("3.2 km", "measure", 3.2, "km")),
        ("下降-1/3。", ("-1/3", "share", -1 / 3, None)),
        ("即-2%。", ("-2%", "share", -0.02, None)),
        ("个人自负10%。", ("10%", "share", 0.1, None)),
        ("利润率-3.5个百分点。", ("-3.5个百分点", "points", -3.5, "pp")),
        ("利润（-¥5万）。", ("-¥5万", "money", -5e4, "CNY")),
        ("系数为-1.58，显著。", ("-1.58", "number", -1.58, None)),
        ("减负5亿元。", ("5亿元", "money", 5e8, "CNY")),
        ("增加-5人。", ("5人", "count", 5.0, "人")),
        ("占三分之一。", ("三分之一", "share", 1 / 3, None)),
        ("占核定数百分之五。", ("百分之五", "share", 0.05, None)),
        ("占百分之四十。", ("百分之四十", "share", 0.4, None)),
        ("投入數百萬元。", ("数百万元", "money", 1e6, "CNY")),
        ("投入数十亿元。", ("数十亿元", "money", 1e9, "CNY")),
        ("省下几千万。", ("几千万", "number", 1e7, None)),
        ("关了数百家门店。", ("数百家", "count", 100.0, "家")),
        ("有十几萬人。", ("十几万人", "count", 1e5, "人")),
        ("不足百人。", ("百人", "count", 100.0, "人")),
        ("上千名。", ("千名", "count", 1000.0, "名")),
        ("占两成。", ("两成", "share", 0.2, None)),
        ("占七成半。", ("七成半", "share", 0.75, None)),
        ("有三到四成。", ("三到四成", "share", 0.3, None)),
        ("有３成至５成。", ("3成至5成", "share", 0.3, None)),
        ("按7∶2分担。", ("7∶2", "ratio", 3.5, None)),
        ("共14家乡镇卫生院。", ("14家", "count", 14.0, "家")),
        ("时限不超过30日。", ("30日", "period", "P30D", None)),
        ("不得少于三十日。", ("三十日", "period", "P30D", None)),
        ("平均为15日。", ("15日", "period", "P15D", None)),
        ("四十五日内答复。", ("四十五日", "period", "P45D", None)),
        ("压缩至5日。", ("5日", "period", "P5D", None)),
        ("3月30日内部开会。", ("3月30日", "date", "--03-30", None)),
        ("高3.5个百分点。", ("3.5个百分点", "points", 3.5, "pp")),
        ("流速1.5米/秒。", ("1.5米/秒", "measure", 1.5, "m/s")),
        ("林地2.3万亩。", ("2.3万亩", "measure", 23000.0, "亩")),
        ("收入翻一番。", ("翻一番", "multiple", 2.0, None)),
        ("收入翻了两番。", ("翻了两番", "multiple", 4.0, None)),
        ("师生比为1：15.5。", ("1：15.5", "ratio", 1 / 15.5, None)),
        ("始于2023年3月。", ("2023年3月", "date", "2023-03", None)),
        ("始于二〇二三年。", ("二〇二三年", "date", "2023", None)),
        ("见于1978—2020年。", ("1978—2020年", "period", "1978/2020", None)),
        ("3月5日至7日开会。", ("3月5日至7日", "period", "--03-05/--03-07", None)),
        ("３月５日—８日开会。", ("3月5日—8日", "period", "--03-05/--03-08", None)),
        ("三月五號到七號開會。", ("三月五号到七号", "period", "--03-05/--03-07", None)),
        ("今年8月17-26日开会。", ("8月17-26日", "period", "--08-17/--08-26", None)),
        ("12月20日至1月5日休会。", ("12月20日至1月5日", "period", "--12-20/--01-05", None)),
        ("2024年3月5日至7日开会。", ("2024年3月5日至7日", "period", "2024-03-05/2024-03-07", None)),
        ("2024年3月至5月开会。", ("2024年3月至5月", "period", "2024-03/2024-05", None)),
        ("“十四五”时期。", ("“十四五”时期", "period", "2021/2025", None)),
        ("“一五”期间。", ("“一五”期间", "period", "1953/1957", None)),
        ("始于上世纪八十年代。", ("上世纪八十年代", "period", "1980/1989", None)),
        ("年底前完成。", ("年底", "date", "--12", None)),
        ("今年年末完成。", ("年末", "date", "--12", None)),
        ("力争年内完成。", ("年内", "period", "--01/--12", None)),
        ("用了一年半。", ("一年半", "period", "P1Y6M", None)),
        ("停电36小时。", ("36小时", "period", "PT36H", None)),
        ("20個工作日辦結。", ("20个工作日", "period", 20.0, "工作日")),
        ("２５工作日内办结。", ("25工作日", "period", 25.0, "工作日")),
        ("20天办结。", ("20天", "period", "P20D", None)),
        ("停了三个半月。", ("三个半月", "period", "P3M15D", None)),
        ("歇一個半月以上。", ("一个半月", "period", "P1M15D", None)),
        ("开了两个半小时。", ("两个半小时", "period", "PT2H30M", None)),
        ("开了兩小時半。", ("两小时半", "period", "PT2H30M", None)),
        ("走了两天半。", ("两天半", "period", "P2DT12H", None)),
        ("等了三个半星期。", ("三个半星期", "period", "P3.5W", None)),
        ("等了半小时。", ("半小时", "period", "PT30M", None)),
        ("等了三刻钟。", ("三刻钟", "period", "PT45M", None)),
        ("用了1/2年。", ("1/2年", "period", "P6M", None)),
        ("用了１／３個月。", ("1/3个月", "period", "P10D", None)),
        ("用了1/7年。", ("1/7年", "period", "P0.1429Y", None)),
        ("用了四分之三小时。", ("四分之三小时", "period", "PT45M", None)),
        ("占三分之一年收入。", ("三分之一", "share", 1 / 3, None)),
        ("It cost $3.2 billion.", ("$3.2 billion", "money", 3.2e9, "USD")),
        ("It grew by -5%.", ("-5%", "share", -0.05, None)),
        ("It lost −$3 million.", ("−$3 million", "money", -3e6, "USD")),
        ("A well-known 5% fee.", ("5%", "share", 0.05, None)),
        ("-5 new homes stood.", ("5 new homes", "count", 5.0, "homes")),
        ("They own one in five.", ("one in five", "share", 0.2, None)),
        ("It fell by 12 per cent.", ("12 per cent", "share", 0.12, None)),
        ("Costs doubled.", ("doubled", "multiple", 2.0, None)),
        ("It lies 25 miles off.", ("25 miles", "measure", 25.0, "mi")),
        ("It began in March 2023.", ("March 2023", "date", "2023-03", None)),
        ("On 5 March, it closed.", ("5 March", "date", "--03-05", None)),
        ("On 5 March, 2021, it closed.", ("5 March, 2021", "date", "2021-03-05", None)),
        ("It met on 5–7 March 2024.", ("5–7 March 2024", "period", "2024-03-05/2024-03-07", None)),
        ("It met from 5 to 7 March.", ("5 to 7 March", "period", "--03-05/--03-07", None)),
        ("It met between 5 and 7 March.", ("5 and 7 March", "period", "--03-05/--03-07", None)),
        ("Between 5 March and 7 April, it met.", ("5 March and 7 April", "period", "--03-05/--04-07", None)),
        ("It met on March 5-7, 2024.", ("March 5-7, 2024", "period", "2024-03-05/2024-03-07", None)),
        (
            "It sat from 20 December to 5 January 2025.",
            ("20 December to 5 January 2025", "period", "2024-12-20/2025-01-05", None),
        ),
        ("It sat from March to May 2024.", ("March to May 2024", "period", "2024-03/2024-05", None)),
        ("It sat from March 2023 to May 2024.", ("March 2023 to May 2024", "period", "2023-03/2024-05", None)),
        ("It ran from 2015–19.", ("2015–19", "period", "2015/2019", None)),
        ("A five-year plan.", ("five-year", "period", "P5Y", None)),
        ("Answer in 10 working days.", ("10 working days", "period", 10.0, "working days")),
        ("Answer in one business day.", ("one business day", "period", 1.0, "working days")),
        ("Answer in 10 days.", ("10 days", "period", "P10D", None)),
        ("It took half an hour.", ("half an hour", "period", "PT30M", None)),
        ("It took a quarter of an hour.", ("a quarter of an hour", "period", "PT15M", None)),
        ("Three quarters of an hour went.", ("Three quarters of an hour", "period", "PT45M", None)),
        ("It took three-quarters of a year.", ("three-quarters of a year", "period", "P9M", None)),
        ("It stood half a century.", ("half a century", "period", "P50Y", None)),
        ("It took 1/2 hour.", ("1/2 hour", "period", "PT30M", None)),
        ("It may last half a day.", ("half a day", "period", "PT12H", None)),
        ("It took half of a year.", ("half of a year", "period", "P6M", None)),
        ("A quarter of the hours went.", ("A quarter", "share", 0.25, None)),
        ("A quarter of a year's rent.", ("A quarter", "share", 0.25, None)),
        ("A quarter a year is lost.", ("A quarter", "share", 0.25, None)),
        ("They run 12 new bus lanes.", ("12 new bus lanes", "count", 12.0, "lanes")),
    ],
)
def test_one_figure(text: str, expected: tuple[object, ...]) -> None:
    [(written, kind, value, unit)] = said(text)
    assert (written, kind, unit) == (expected[0], expected[1], expected[3])
    assert value == (pytest.approx(expected[2]) if isinstance(expected[2], float) else expected[2])


@pytest.mark.parametrize(
    "text",
    [
        "一是建立一个平台，二是完善一套办法。",
        "这十分重要，百姓千方百计。",
        "第三章讲二元结构。",
        "上午8时30分开会，走G60和3号线。",
        "三门峡和九江的三轮车。",
        "干部全部到场，内部布局不变。",
        "有关部门和行业协会都到了。",
        "几个人等了数月，人数百余，无数百姓。",
        "一角和一毛不拔，成百上千，三五成群，新签约亿元项目。",
        "读三毛流浪记，骂五毛党，进二毛厂，三毛说，三毛起身买书，三百毛。",
        "五角大楼，八角亭，三角恋，四角号码，五角星，一块三角铁。",
        "长三角和珠三角签了三方协议，保一方平安。",
        "技术有二重性（Orlikowski,1992）。",
        "读懂青少年内心，留意年内容安排。",
        "See Section 12 and Class 1.",
        "The Ferry Act 2021 requires councils to keep the boats.",
        "3.2 Boats were late.",
        "One school is enough.",
        "It fell in the second half of a year.",
        "It rose in the first half of the year.",
        "It fell in the third quarter of a year.",
        "Third, publish the list.",
        "招聘2023届和二〇二四届毕业生。",
        "截至2023年4月31日。",
        "二〇二三年四月三十一日。",
    ],
)
def test_what_is_no_fact(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text", ["过去5年7.8%的增速。", "近3年2.5万人受益。", "工期30天10月完工。", "2年 3.5个百分点。"]
)
def test_a_length_of_time_stays_one_before_another_figure(text: str) -> None:
    assert said(text)[0][1] == "period"


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("century", "P33.3333Y"),
        ("year", "P4M"),
        ("month", "P10D"),
        ("week", "P0.3333W"),
        ("day", "PT8H"),
        ("hour", "PT20M"),
        ("minute", "PT20S"),
    ],
)
def test_a_third_of_a_unit_of_time_is_a_length_of_iso_8601(unit: str, value: str) -> None:
    article = "an" if unit == "hour" else "a"
    assert only(f"It took a third of {article} {unit}.").value == value
    assert only(f"It took 1/3 {unit}.").value == value


def test_a_year_is_no_number_of_things() -> None:
    assert said("In 2019 schools closed.") == [("2019", "date", "2019", None)]
    assert said("They built 2019 homes.") == [("2019 homes", "count", 2019.0, "homes")]


def test_an_ordinal_before_a_year_is_no_part_of_it() -> None:
    assert said("电话：0799-5550132，手机13800138000，邮编：330012。") == []
    assert said("1.2026年6月底前建成137个点位，一个点位两人。") == [
        ("2026年6月底", "date", "2026-06", None),
        ("137个", "count", 137.0, "个"),
        ("两人", "count", 2.0, "人"),
    ]
