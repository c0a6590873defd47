"""Closed classes that the grammars of names and instruments turn on."""

from typing import Final

# Measure words of counted things.
COUNTED: Final = """
人次 个 项 家 所 座 名 人 位 户 条 件 种 类 次 批 处 台 辆 艘 架 栋 幢 套 份 张 部 篇 本 册 支 只 头 匹 棵 株
间 层 村 镇 乡 县 省 市 区 街道 岁 场 起 宗 笔 例 门 班 口 道 步 轮 组 对 双 段 款 趟 根 块 周岁 家次 件次 车次
班次 台次 人份 床 航次 标段 车间 学时 课时 孔 眼 口井 公章 枚 则 句 字 页 幅 片 艘次 架次 车皮 列 箱 包 袋 瓶
桶 盏 扇 堂 节 期 届 户次
"""
# What departments are in charge of. A closed class in practice: a bureau for something new is rare, and named after it.
FIELDS: Final = """
发展和改革 发展改革 发改 财政 教育 教体 科学技术 科技 工业和信息化 经济和信息化 工信 经信 民政 司法
人力资源和社会保障 人力资源社会保障 人社 自然资源和规划 规划和自然资源 自然资源 规划资源 生态环境 环境保护 环保
住房和城乡建设 住房城乡建设 住建 城乡建设 建设 交通运输 交通 水利 水务 农业农村 农业 商务 文化和旅游 文化旅游
文旅 文化 旅游 卫生健康 卫健 卫生 退役军人事务 退役军人 应急管理 应急 审计 市场监督管理 市场监管 监督管理 体育
统计 医疗保障 医保 国有资产监督管理 国资监管 国资 金融监督管理 地方金融 金融 税务 海关 气象 林业 林业和草原
林草 园林 城市管理 城管 综合行政执法 综合执法 信访 大数据 大数据管理 数据 数据管理 政务服务 行政审批
行政审批服务 乡村振兴 扶贫 知识产权 粮食和物资储备 粮食 能源 邮政 邮政管理 公安 消防 消防救援 药品监督管理 药监
质监 民族事务 民族宗教 民族和宗教 外事 侨务 港澳事务 台湾事务 机关事务管理 人防 海洋 渔业 海洋与渔业 水产 畜牧
农机 供销 档案 地震 测绘 铁路 民航 民用航空 网信 互联网信息 网络安全和信息化 机构编制 编制 组织 宣传 统战 政法
外交 国防 国家安全 监察 口岸 投资促进 招商 房产 房管 不动产登记 公积金 社会工作 社保 劳动 就业 移民管理 出入境
公路 航道 港航 港口 港务 电力 电信 通信管理 通信 无线电 广播电视 广电 新闻出版 出版 版权 文物 物价 价格 河长
烟草专卖 烟草 证券监督管理 银行保险监督管理 保险监督管理 中医药 疾病预防控制 疾控 国土资源 国土 环卫 绿化 市政
公用事业 公共资源交易 老龄 残疾人 妇女儿童 安全生产监督管理 安监 食品药品监督管理 经济信息 海事 边检 反垄断
老干部 价格监督 村务监督 产业 行业 教育体育 文化体育 社会保障 国家发展改革 移民 水资源
"""
ENGLISH_HEADS: Final = """
Ministry Department Legislature Council Authority Agency Commission Committee Office Board Bureau University
Institute Association Court Bank Treasury Parliament Congress Senate Assembly Federation Union Trust Foundation
Society Service Inspectorate Centre Center Academy College Hospital Corporation Company Chamber Directorate
Administration Government Cabinet Regulator Ombudsman Tribunal Secretariat Police Partnership Organization
Organisation Ltd Inc Group Cooperative
"""
# Verbs and other words that govern an instrument and are no part of its name.
GOVERNING: Final = """
设立 建立 制定 出台 开展 推行 推动 完善 健全 落实 实行 实施 搭建 建设 组建 编制 修订 公布 发布 发放 给予 提供
纳入 列入 扩大 提高 提升 增加 降低 加大 加快 加强 启动 推出 探索 试行 形成 运用 用好 设置 取消 调整 优化 制订
构建 打造 拿出 安排 申请 享受 参加 参与 购买 增设 统一 规范 明确 细化 强化 支持 鼓励 引导 简化 延长 执行 对照
按照 根据 通过 依托 利用 采取 采用 列支 拨付 统筹 筹集 动用 接入 进入 进行 颁布 起草 修改 兑现 办理 发行 创新
深化 推广 加上 改为 建成 建好 改革 缴纳 征收 减少 压缩 发给 改进 开发 开通 整合 盘活 合并 兼顾 兼用 同步 逐步
尽快 适当 继续 率先 全面 必须 进一步 所有 全部 各类 相关 有关 必要 这些 一批 一套 一份 一个 一项 并对 对于 建起
立起 设好 做实 做好 管好 用足 做细 列出 拟定 订立 制作 引入 引进 尽早 及时 每年 每月 不再 严格 早日 牵头 负责
分担 撬动 放大 下调 上调 补齐 写入 修正
"""
# English words before which a noun phrase starts: articles, prepositions, verbs that set up an instrument.
BREAKS: Final = """
the an? its their our his every each all any this that these those and or of for to with by in on at from into
as through via should must will shall can could may might needs? ought be is are create establish set up offer
introduce launch run publish adopt extend expand keep build open give provide pay fund use require make draw
maintain raise cut meet write start pool pass amend issue tie link design test replace scrap end abolish award
new favour include apply develop implement enforce update revise more less no not also than such same then only
charge levy lend put turn bring let allow reform simplify double increase reduce recommend propose one two
three four five six ten both own under against who which where if when but so it they we would has have had do
does
"""
# Heads that say too little alone.
BARE: Final = """
fund funds act acts list lists guidance bill bills charge charges fee fees trial trials loan loans standard
standards bond bonds benchmark benchmarks fine fines guarantee guarantees
"""
GENERIC: Final = """
资金 采购 规定 办法 机制 制度 系统 贷款 融资 资助 标准 规范 规划 奖励 补偿 救助 收费 减免 指南
"""
# English words that end the noun phrase of a target.
ENDS: Final = """
within by before from in that who with and to at until on over so when where whose which as after during of
"""
# Tags of jieba that the nouns before a head carry.
MODIFIER_TAGS: Final = """
n vn nz j b ng an l s f ns nt nr nrt a ad eng i zg t q vi g tg k h
"""
TYPES: Final = """
fund: 基金 专项资金 引导资金 补偿资金 扶持资金 周转金 资金池 补偿池 资金 母基金
pilot: 试点 试验区 示范区 先行区 试验田 先导区 示范项目 示范工程 沙盒
standard: 标准 规范 规程 导则 指南 指引 技术要求 标准体系
list: 名录 清单 目录 白名单 黑名单 负面清单 台账 名单 登记册 一张表
subsidy: 补贴 补助 贴息 奖补 津贴 补偿 以奖代补 奖励 消费券 补助范围 补贴目录 救助 资助 奖励资金 补贴资金
补助资金
procurement: 政府采购 集中采购 政府采购目录 采购目录 政府购买服务 购买服务 带量采购 首购订购 采购
tax: 税收优惠 减税 退税 免税 加计扣除 税收减免 税收抵免 税费减免 减免 税收返还 所得税 增值税 房产税 环境税 碳税
platform: 平台 系统 数据库 信息库 门户 数据中心
regulation: 条例 办法 规定 实施细则 细则 管理办法 暂行办法 实施办法 章程
plan: 规划 行动计划 实施方案 工作方案 应急预案 预案 行动方案 三年行动
credit: 贷款 担保 再担保 债券 信贷 授信 贷款担保 融资担保 再贷款 融资 专项债 专项债券 国债 特别国债
insurance: 保险 再保险 责任险 意外险
mechanism: 机制 制度 联席会议
charge: 收费 押金 罚款 违约金 排污费 拥堵费
"""


def by_type(table: str) -> dict[str, str]:
    """Each word of a table of lines `type: word word …`, with its type; a line may go on in the next."""
    types: dict[str, str] = {}
    kind = ""
    for word in table.split():
        if word.endswith(":"):
            kind = word[:-1]
        else:
            types[word] = kind
    return types
