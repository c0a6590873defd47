from time import process_time

import pytest

from pipeline.facts.actors import actor_of, chinese_actors, english_actors


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("市交通局应在年底前修好三座桥。", "市交通局"),
        ("市财政局要扩大对中小企业的补贴。", "市财政局"),
        ("市人力资源和社会保障局应会同市民政局，每年培训五百人。", "市人力资源和社会保障局"),
        ("由市发展改革委会同供电公司普查。", "市发展改革委"),
        ("全党必须厉行节约。", "全党"),
        ("我们党要继续听取批评。", "我们党"),
        ("建议由市财政局设立专项基金。", "市财政局"),
        ("由社区居委会组织志愿者上门。", "社区居委会"),
        ("收费标准由行业协会牵头拟定。", "行业协会"),
        ("县文旅局牵头，公安局配合。", "县文旅局"),
        ("2026年底前，各区县应建成三个中心。", "各区县"),
        ("有条件的企业应当建立实验室。", "企业"),
        ("一是市卫生健康委还要公开数据。", "市卫生健康委"),
        ("住房城乡建设部门、街道和社区要共同巡查。", "住房城乡建设部门、街道和社区"),
        ("市住房和城乡建设局（人防办）应每季度公布一次。", "市住房和城乡建设局"),
        ("施工单位必须按图施工。", "施工单位"),
        ("民政部门应对各类报表进行清理。", "民政部门"),
        ("检测和认证机构要公开结果。", "检测和认证机构"),
        ("由医保部门将按项目付费改为按病种付费。", "医保部门"),
        ("由县财政承担其余部分。", "县财政"),
        ("由各级财政按比例分担。", "各级财政"),
        ("中心药房应统一配送。", "中心药房"),
        ("由中心药房统一配送。", "中心药房"),
        ("由公安派出所负责夜间巡查。", "公安派出所"),
        ("建议政府应加强监管。", "政府"),
        ("建议政府加强监管。", "政府"),
        ("建议，政府应加强监管。", "政府"),
        ("建议市政府在三年内加大投入。", "市政府"),
        ("建议区政府及有关部门从以下方面改进。", "区政府及有关部门"),
        ("请县政府解决编制。", "县政府"),
        ("建议价格主管部门重新核定院前急救收费。", "价格主管部门"),
        ("由县档案馆统一收缴。", "县档案馆"),
        ("由村民服务中心统一记账。", "村民服务中心"),
        ("呼吁金融机构进一步开发产品。", "金融机构"),
        ("建议公司修改章程。", "公司"),
        ("建议政府改革收费制度。", "政府"),
        ("建议政府编制规划。", "政府"),
        ("建议省法院受理。", "省法院"),
        ("请企业依法经营。", "企业"),
        ("（责任单位：市水务局、市财政局；完成时限：9月底前）", "市水务局、市财政局"),
        ("(牵头单位:市城管局)", "市城管局"),
        ("建议县人大常委会适时修订条例。", "县人大常委会"),
        ("市政府建立由分管副市长任召集人的联席会议制度。", "市政府"),
        ("市财政每年安排专项资金1.5亿元。", "市财政"),
        ("由县供销社牵头组建服务队。", "县供销社"),
        ("各县（区）要把养老设施纳入规划。", "各县（区）"),
    ],
)
def test_who_acts(text: str, actor: str) -> None:
    assert actor_of(text, "zh") == actor


@pytest.mark.parametrize(
    "text",
    [
        "由按床位补贴转为按服务绩效补贴。",
        "由政府主导转为市场主导。",
        "探索构建自主可控的体系。",
        "推动企业应用新技术。",
        "支持社区要有办法。",
        "对企业要加强监管。",
        "全社会要关心老人。",
        "布局要打开，全部要完成。",
        "企业需求要摸清。",
        "壮大企业牵头的联合体。",
        "要发挥政府的作用。",
        "由省级财政资金撬动社会投资。",
        "渡口由渔业合作社持股。",
        "建议政府采购向小微企业倾斜。",
        "建议完善企业培训。",
        "建议公司法修订。",
        "由公司法规定责任。",
        "建议学校条例修订。",
        "建议机构改革提速。",
        "建议企业改革加速。",
        "建议机构编制核定。",
        "建议公司章程修改。",
        "建议企业债务重组。",
        "建议政府职能转变。",
        "上述建议涉及多个部门。",
        "建议加大对社区的支持。",
        "聘请会计公司审计。",
        "请会外语的大学生来轮班。",
        "资金由水务集团折旧和中央预算内补助分担。",
        "各级政府应对突发事件。",
        "",
        "企业建立制度后给予补助。",
        "地方出台补贴政策应当报备。",
        "企业成立三年内应当减免所得税。",
        "政府制定的价格要公开。",
    ],
)
def test_nobody_acts(text: str) -> None:
    assert actor_of(text, "zh") == ""


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The Harbour Authority should set aside £5 million a year.", "Harbour Authority"),
        ("By 2030 the Ministry of Health must publish a list.", "Ministry of Health"),
        ("The council and the Harbour Authority must agree.", "council and the Harbour Authority"),
        ("Local authorities also need to act.", "Local authorities"),
        ("We recommend that the Health Agency publish a register.", "Health Agency"),
        ("Require the Harbour Authority to publish figures.", "Harbour Authority"),
        ("A register should be kept by the Office for Flood Risk.", "Office for Flood Risk"),
        ("The council should be required to answer.", "council"),
        ("Insurers should be invited to offer a policy.", "Insurers"),
        ("Next year landlords must tell their tenants.", "landlords"),
        ("The department of transportation should mend it.", "department of transportation"),
        ("Ask the department of health and social care to act.", "department of health and social care"),
        ("The department of housing and urban development must pay.", "department of housing and urban development"),
        ("The Department of Transportation should mend it.", "Department of Transportation"),
        ("The office of emergency management should act.", "office of emergency management"),
        ("The board of trustees now should act.", "board of trustees"),
        ("The association of municipalities should act.", "association of municipalities"),
        ("The council of course should act.", "council"),
        ("The police of course must act.", "police"),
        ("The committee of late also must act.", "committee"),
        ("The state of emergency should end.", ""),
        ("The state of play should change.", ""),
        ("The department of affairs should act.", ""),
        ("A committee of seven will meet.", ""),
        ("The Council should be abolished.", ""),
        ("It should convert the car park.", ""),
        ("Low-income households should be exempt.", ""),
        ("The bridge was closed by the council, and a new one should be built.", ""),
    ],
)
def test_who_acts_in_english(text: str, actor: str) -> None:
    assert actor_of(text, "en") == actor


def test_every_actor_is_a_stretch_of_the_text() -> None:
    chinese = "市交通局应修桥，由县财政局出钱。"
    assert [chinese[a:b] for a, b in chinese_actors(chinese)] == ["市交通局", "县财政局"]
    english = "The council should mend it; the Bridge Agency must pay."
    assert [english[a:b] for a, b in english_actors(english)] == ["council", "Bridge Agency"]


@pytest.mark.parametrize(
    "piece",
    [
        "由市财政局",
        "建议政府",
        "department of ",
        "市财政局、",
        "由",
        "部门要",
        "the council and ",
        "by the board of X ",
        "a ",
    ],
)
def test_time_grows_with_length(piece: str) -> None:
    text = piece * (20000 // len(piece))
    begin = process_time()
    actor_of(text, "zh")
    actor_of(text, "en")
    assert process_time() - begin < 5
