"""What the columns of ledgers are called, in Chinese, English, Portuguese and Spanish; used to propose a mapping."""

#: (field, part of the mapping's column) → headings in the four languages. A part other than ``source`` is one of the
#: columns that a date is joined from.
HEADINGS: dict[tuple[str, str], str] = {
    ("accident_id", "source"): (
        "事故编号|编号|事故号|案件编号|案号|事故序号|序号|accident id|accident number|accident no|accident index|crash id|crash number|"
        "collision id|collision index|case number|case id|case no|report number|incident id|incident number|event id|crash record id|record id|id|num acc|"
        "num acidente|numero acidente|id acidente|id accidente|id siniestro|numero expediente|num expediente|expediente|codigo accidente|"
        "numero boletim|boletim|num boletim|nº boletim|acidente id|numero de ocorrencia|numero accidente|st case|document number|document no|"
        "事故番号|本票番号|numero accident|unfallnummer|案件號|案號|事故编码|事故代码|accnum|acc num|acc no|numero expedient|protocollo|事故快报编号|사고번호|编码|台账编号|uidentstlae"
    ),
    ("occurred_at", "date"): (
        "发生日期|事故日期|日期|发生时间|事故时间|事故发生时间|事故发生日期|案发时间|發生日期|date|accident date|crash date|incident date|event date|"
        "date of accident|occurrence date|collision date|date time|datetime|accident datetime|local datetime|crash date time|occurred at|"
        "data|data acidente|data do acidente|data hora|data inversa|data ocorrencia|data da ocorrencia|data sinistro|fecha|fecha accidente|"
        "fecha del accidente|fecha hora|fecha hecho|fecha ocurrencia|fecha siniestro|fecha del hecho|fecha suceso|"
        "발생일시|발생일|data ora incidente|data incidente|data zdarzenia|fecha ocurrencia acc|起火时间|起火日期|发生年月日|事发时间|事发日期|事故发生年月日|出险时间|出险日期|accident dt|incident dt|crash dt|event dt|date accident|unfalldatum|datum|発生日時|発生日|発生年月日"
    ),
    ("occurred_at", "time"): (
        "时刻|发生时刻|具体时间|时间|發生時間|time|accident time|crash time|time of day|time of accident|collision time|hora|horario|horário|"
        "hora acidente|hora do acidente|hora accidente|hora ocurrencia|hora da ocorrencia|hora hecho|hora siniestro|hora del hecho|"
        "hrmn|heure|uhrzeit|発生時刻|发生时分"
    ),
    ("occurred_at", "year"): (
        "年|年份|年度|发生年|发生年份|发生年度|發生年|發生年度|year|accident year|crash year|collision year|cal yr|iyear|ano|año|anio|anyo|ano acidente|an|any|annee|jahr|ujahr|발생년|"
        "発生日時年|発生年"
    ),
    (
        "occurred_at",
        "month",
    ): "月|月份|发生月|发生月份|發生月|發生月份|month|crash month|mes|mês|mes acidente|mois|monat|umonat|imonth|mes any|발생월|発生日時月|発生月",
    (
        "occurred_at",
        "day",
    ): "日|发生日|發生日|day|day of month|crash day|dia|día|dia acidente|jour|tag|iday|dia mes|発生日時日",
    (
        "occurred_at",
        "hour",
    ): "时|小时|发生时|發生時|hour|crash hour|hour of day|hora|stunde|ustunde|hora dia|発生日時時",
    ("occurred_at", "minute"): "分|分钟|发生分|發生分|minute|minuto|minutos|発生日時分",
    ("area", "source"): (
        "地区|所属地区|事发地区|区县|县区|所在区县|行政区划|县市区|省份|縣市|state|state name|province|region|county|local authority|area|district|"
        "borough|country|countries|uf|estado|unidade federativa|sigla uf|provincia|departamento|comunidad autonoma|entidad|distrito|municipio|município|nom districte|id entidad|regiao|região|comuna|"
        "lga name|lga|local government area|localidad|regione|comune|wojewodztwo|시도|시군구|行政区域|事发区县|所在乡镇|事发乡镇|country txt|provstate|fips state cd|state code|state cd|onshore state|accident state|incident state|edo|cod provincia|provincia codigo|dep|departement|bundesland|land|uland|kreis|都道府県|都道府県コード|辖区|属地|乡镇|镇街|所属区县|市县"
    ),
    ("place", "source"): (
        "地点|事故地点|起火地点|位置|具体位置|详细位置|事故位置|事发位置|具体地点|所在地|事故所在地|事发地|发生地点|事发地点|事故发生地点|详细地点|地址|發生地點|place|location|address|street|street name|road name|city|city name|"
        "local|endereco|endereço|logradouro|rua|municipio|município|localizacion|localización|direccion|dirección|lugar|calle|cidade|ciudad|barrio|bairro"
    ),
    ("sector", "source"): "行业|行业领域|行业类别|所属行业|sector|industry|industry sector|setor|ramo",
    ("severity", "source"): (
        "事故等级|事故级别|等级|severity|accident severity|crash severity|collision severity|ukategorie|unfallkategorie|accident level|classificacao acidente|gravidade|gravedad|severidade"
    ),
    ("deaths", "source"): (
        "死亡人数|死亡|亡人数|死亡数|死者人数|亡|deaths|death count|fatalities|number of fatalities|total fatalities|killed|number killed|no killed|"
        "persons killed|number of persons killed|number of deaths|fatals|dead|fatal count|total killed|injuries fatal|fatal injuries|number of fatal injuries|mortos|mortes|obitos|óbitos|"
        "total mortos|numero de mortos|num mortos|qtd mortos|quantidade mortos|vitimas fatais|vítimas fatais|qtde obitos|muertos|muertes|"
        "fallecidos|num muertos|numero muertos|numero fallecidos|total muertos|victimas mortales|total fallecidos|tot muertos|totmuertos|numero morts|"
        "total mu24h|total mu30df|tues|nombre de tues|nb tues|getotete|todesopfer|死者数|死亡人員|crash death count|crash fatality count|count casualty fatality|nkill|num morti|morti|deceduti|zabici|사망자수|사망자"
    ),
    ("serious_injuries", "source"): (
        "重伤人数|重伤|重伤数|serious injuries|seriously injured|number seriously injured|serious|incapacitating injuries|injuries incapacitating|"
        "feridos graves|total feridos graves|qtd feridos graves|graves|heridos graves|num heridos graves|lesionados graves|hospitalizados|numero ferits greus|total hg24h|total hg30df|blesses hospitalises|blesses graves|schwerverletzte|重伤者数|重傷者数|numero lesionats greus|ciezko ranni|중상자수|중상자"
    ),
    ("minor_injuries", "source"): (
        "轻伤人数|轻伤|轻伤数|slight injuries|slightly injured|number slightly injured|minor injuries|injuries non incapacitating|feridos leves|"
        "qtd feridos leves|leves|heridos leves|num heridos leves|lesionados leves|numero ferits lleus|total hl24h|total hl30df|blesses legers|leichtverletzte|軽傷者数|numero lesionats lleus|lekko ranni|경상자수|경상자"
    ),
    ("injuries", "source"): (
        "受伤人数|受伤|伤人数|伤者人数|injuries|injured|number injured|number of injuries|persons injured|casualties injured|total injured|injuries total|wounded|"
        "feridos|total feridos|numero de feridos|heridos|num heridos|lesionados|total heridos|tot heridos|totheridos|injure|injures|blesses|nombre de blesses|verletzte|負傷者数|nwound|num feriti|feriti|ranni|부상자수|부상자"
    ),
    ("direct_loss_yuan", "source"): "直接经济损失|经济损失|直接损失|财产损失|直接财产损失|损失|损失金额",
    ("direct_loss", "source"): (
        "property damage|damage cost|total cost|prpty|total cost current|loss|direct loss|economic loss|prejuizo|prejuízo|valor dos danos|danos materiais|daños materiales|costo total|perdidas"
    ),
    ("cause", "source"): (
        "事故原因|直接原因|原因|主要原因|事故直接原因|肇因|cause|primary cause|main cause|probable cause|contributing factor|primary contributory cause|"
        "prim contributory cause|critical risk|causa|causa acidente|causa principal|causa do acidente|causa accidente|causa probable|causa del accidente|factor contribuyente|causaacci|cause accident|unfallursache|事故原因分类|事故主要原因|致因|主要致因|起火原因|火灾原因|primary accident cause|法规违反|법규위반|사고원인"
    ),
    ("accident_type", "source"): (
        "事故类型|事故类别|类型|type|accident type|crash type|first crash type|collision type|type of accident|event type|manner of collision|"
        "tipo|tipo acidente|tipo de acidente|tipo accidente|tipo de accidente|clase|clase accidente|clase de accidente|tipo siniestro|tipaccid"
    ),
    (
        "road_class",
        "source",
    ): "道路类型|公路等级|道路等级|road type|road class|trafficway type|tipo pista|tipo de pista|tipo via|tipo de via",
    ("weather", "source"): (
        "天气|天气情况|天候|weather|weather condition|weather conditions|clima|condicao metereologica|condicao meteorologica|tempo|"
        "estado meteorologico|estado meteorológico|condiciones meteorologicas"
    ),
    ("light", "source"): (
        "光线|光照|照明|光線|light|lighting|lighting condition|light conditions|fase dia|fase do dia|luminosidade|luminosidad|iluminacion"
    ),
    (
        "vehicle",
        "source",
    ): "车辆类型|肇事车型|车型|vehicle type|vehicle|tipo veiculo|tipo de veiculo|tipo vehiculo|tipo de vehiculo",
    (
        "persons",
        "source",
    ): "涉及人数|persons|number of persons|people involved|pessoas|total pessoas|personas|envolvidos|involucrados",
    ("vehicles", "source"): (
        "车辆数|涉及车辆数|vehicles|number of vehicles|num units|vehicles involved|veiculos|veículos|total veiculos|num vehiculos|vehiculos|numero vehiculos"
    ),
    ("longitude", "source"): "经度|經度|longitude|long|lng|lon|longitud|coordenada x|longitud wgs84",
    ("latitude", "source"): "纬度|緯度|latitude|lat|latitud|coordenada y|latitud wgs84",
}
#: Headings that say too little to be known by as a part of a longer one: a report's type is no type of accident.
ALONE = frozenset(
    ("type", "tipo", "clase", "class", "local", "lugar", "类型", "等级", "land", "an", "dep", "tag", "datum", "损失")
)
#: What in a longer heading shows that it tells of something else than the field: the state of an operator's office, the
#: date of a report, a person's own injury. A Chinese word may stand anywhere in the heading.
ELSEWHERE: dict[str, frozenset[str]] = {
    field: frozenset(words.split())
    for field, words in {
        "accident_id": "operator company employer person driver vehicle name date time dt type description severity narrative year cause status "
        "企业 单位 公司 身份 证 合同 文件 人员 车辆 电话",
        "occurred_at": "birth report reported received notified created updated modified published issue issued expiry closed entered license licence week weekday "
        "semana semaine woche name nascimento nacimiento naissance registro notificacion inspection "
        "报告 上报 填报 出生 登记 结案 录入 更新 批复 接报 受理 星期 死亡 审批 备案",
        "area": "operator owner company employer driver vehicle registration license licence insured manufacturer carrier hospital birth residence "
        "户籍 籍贯 企业 注册 单位 出生 面积",
        "place": "operator owner company employer driver hospital birth residence 户籍 籍贯 注册 企业 出生",
        "severity": "casualty injury person victim road weather",
        "deaths": "emp employee contr contractor worker pedestrian pedestrians cyclist cyclists motorist motorists driver drivers passenger passengers "
        "ind indicator flag rate time date 原因 时间 日期 姓名 名单 率 地点 性质 同期 去年 上年 累计 指标",
        "injuries": "emp employee contr contractor worker pedestrian pedestrians cyclist cyclists motorist motorists driver drivers passenger passengers fatal serious "
        "slight minor severe ind indicator flag nature source rate 原因 时间 日期 姓名 名单 率 部位 同期 去年",
        "serious_injuries": "原因 时间 姓名 名单 同期 去年",
        "minor_injuries": "原因 时间 姓名 名单 同期 去年",
        "direct_loss_yuan": "间接 同期 去年",
        "cause": "death 死亡 伤亡 延误 填报 退回",
        "accident_type": "vehicle report road surface junction 车辆 报告 企业 道路",
        "vehicle": "accident crash collision road",
    }.items()
}
#: Words of a person's condition that mean death, when rows are persons.
DEAD = ("死亡", "fatal", "killed", "dead", "deceased", "death", "died", "k", "fatal injury", "fatality", "morto", "óbito", "obito", "fallecido", "muerto",
        "fallecido 24 horas", "vítima fatal", "victima mortal", "fallecida", "morta", "tué", "tue", "getötet", "死者")  # fmt: skip
#: Ends or beginnings of headings that count the dead of one kind: PEDESTRIANS KILLED, CONDMUERTO, NUM_EMP_FATALITIES.
COUNTED_DEAD = (
    "killed",
    "deaths",
    "fatalities",
    "muerto",
    "muertos",
    "muertes",
    "fallecidos",
    "mortos",
    "obitos",
    "死亡",
    "死亡人数",
)
#: Headings of a person's condition.
CONDITIONS = (
    "伤情|伤害程度|人员伤亡情况|injury severity|injury level|casualty severity|person injury|estado fisico|estado físico|lesividad|gravedad lesion|"
    "condicao vitima|condicion victima|gravedad de la victima|estado victima|injury|outcome|inj sev|inj sevname|grav|gravite|degree injury|degree of injury|"
    "severity of injury|injury type|fatality or catastrophe|伤亡程度|受伤程度|伤亡类型|伤亡性质|人身损害程度|伤害情况"
)
