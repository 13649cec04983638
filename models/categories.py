"""The rows of the category tree and of its attributes: plain data, read by `models.category`."""

SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL")

CHOICES: dict[str, tuple[str, str, tuple[str | tuple[str, str, str], ...]]] = {
    "colour": (
        "Colour", "颜色",
        (
            ("black", "Black", "黑色"), ("white", "White", "白色"), ("grey", "Grey", "灰色"),
            ("silver", "Silver", "银色"), ("gold", "Gold", "金色"), ("red", "Red", "红色"),
            ("orange", "Orange", "橙色"), ("yellow", "Yellow", "黄色"), ("green", "Green", "绿色"),
            ("blue", "Blue", "蓝色"), ("purple", "Purple", "紫色"), ("pink", "Pink", "粉色"),
            ("brown", "Brown", "棕色"), ("beige", "Beige", "米色"), ("mixed", "Mixed", "拼色"),
        ),
    ),
    "storage": ("Storage", "存储容量", ("32 GB", "64 GB", "128 GB", "256 GB", "512 GB", "1 TB", "2 TB", "4 TB")),
    "memory": ("Memory", "内存", ("4 GB", "8 GB", "16 GB", "24 GB", "32 GB", "64 GB", "128 GB")),
    "network": ("Network", "网络", (("unlocked", "Unlocked", "无锁"), ("locked", "Carrier locked", "有锁"))),
    "connection": (
        "Connection", "连接方式",
        (("wired", "Wired", "有线"), ("bluetooth", "Bluetooth", "蓝牙"), ("wireless", "2.4 GHz wireless", "2.4G 无线")),
    ),
    "mount": (
        "Lens mount", "镜头卡口",
        ("Canon EF", "Canon RF", "Nikon F", "Nikon Z", "Sony E", "Fujifilm X", "Micro 4/3", "Leica M", "L"),
    ),
    "platform": (
        "Platform", "平台",
        ("PlayStation 5", "PlayStation 4", "Xbox Series", "Xbox One", "Switch 2", "Switch", "PC", "Retro"),
    ),
    "part": (
        "Part", "配件类型",
        (
            ("graphics_card", "Graphics card", "显卡"), ("processor", "Processor", "处理器"),
            ("mainboard", "Mainboard", "主板"), ("memory", "Memory", "内存条"), ("drive", "Drive", "硬盘"),
            ("power_supply", "Power supply", "电源"), ("case", "Case", "机箱"), ("cooling", "Cooling", "散热"),
        ),
    ),
    "energy": (
        "Energy class", "能效等级",
        (("1", "Class 1", "一级"), ("2", "Class 2", "二级"), ("3", "Class 3", "三级")),
    ),
    "material": (
        "Material", "材质",
        (
            ("wood", "Wood", "实木"), ("engineered_wood", "Engineered wood", "板材"), ("metal", "Metal", "金属"),
            ("glass", "Glass", "玻璃"), ("fabric", "Fabric", "布艺"), ("leather", "Leather", "真皮"),
            ("rattan", "Rattan", "藤编"), ("plastic", "Plastic", "塑料"), ("ceramic", "Ceramic", "陶瓷"),
        ),
    ),
    "fabric": (
        "Fabric", "面料",
        (
            ("cotton", "Cotton", "棉"), ("wool", "Wool", "羊毛"), ("linen", "Linen", "亚麻"), ("silk", "Silk", "真丝"),
            ("down", "Down", "羽绒"), ("denim", "Denim", "牛仔"), ("leather", "Leather", "皮革"),
            ("synthetic", "Synthetic", "化纤"),
        ),
    ),
    "size": ("Size", "尺码", (*SIZES, ("one_size", "One size", "均码"))),
    "bed_size": ("Bed size", "床尺寸", ("90 × 200 cm", "120 × 200 cm", "150 × 200 cm", "180 × 200 cm", "200 × 220 cm")),
    "frame_size": ("Frame size", "车架尺寸", SIZES),
    "gender": ("For", "适用人群", (("women", "Women", "女"), ("men", "Men", "男"), ("unisex", "Everybody", "中性"))),
    "age": (
        "Age", "适用年龄",
        (
            ("0-1", "0-1 years", "0-1 岁"), ("1-3", "1-3 years", "1-3 岁"), ("3-6", "3-6 years", "3-6 岁"),
            ("6-9", "6-9 years", "6-9 岁"), ("9-12", "9-12 years", "9-12 岁"), ("12+", "12 and up", "12 岁以上"),
        ),
    ),
    "language": (
        "Language", "语言",
        (("zh", "Chinese", "中文"), ("en", "English", "英文"), ("ja", "Japanese", "日文"), ("other", "Other", "其他")),
    ),
    "binding": (
        "Binding", "装帧",
        (("paperback", "Paperback", "平装"), ("hardcover", "Hardcover", "精装"), ("set", "Box set", "套装")),
    ),
    "bicycle_kind": (
        "Kind", "车型",
        (
            ("city", "City", "通勤车"), ("road", "Road", "公路车"), ("mountain", "Mountain", "山地车"),
            ("folding", "Folding", "折叠车"), ("gravel", "Gravel", "砾石车"), ("electric", "Electric", "电助力"),
            ("children", "Children's", "童车"),
        ),
    ),
    "fuel": (
        "Fuel", "燃料",
        (
            ("petrol", "Petrol", "汽油"), ("diesel", "Diesel", "柴油"),
            ("hybrid", "Hybrid", "混动"), ("electric", "Electric", "纯电"),
        ),
    ),
    "gearbox": ("Gearbox", "变速箱", (("manual", "Manual", "手动"), ("automatic", "Automatic", "自动"))),
    "pet": (
        "For", "适用宠物",
        (
            ("cat", "Cats", "猫"), ("dog", "Dogs", "狗"), ("fish", "Fish", "鱼"),
            ("small", "Small animals", "小宠"), ("bird", "Birds", "鸟"),
        ),
    ),
    "grading": (
        "Grading", "评级",
        (
            ("ungraded", "Ungraded", "未评级"), ("7", "7 and below", "7 分及以下"),
            ("8", "8", "8 分"), ("9", "9", "9 分"), ("10", "10", "10 分"),
        ),
    ),
    "speed": ("Speed", "转速", ("33 rpm", "45 rpm", "78 rpm")),
}  # fmt: skip
"""Attributes with a fixed set of values: key -> English, Chinese, choices; a bare choice is its own name in both."""

NUMBERS: dict[str, tuple[str, str, str]] = {
    "battery_health": ("Battery health", "电池健康", "%"),
    "screen_inches": ("Screen", "屏幕尺寸", "in"),
    "focal_length": ("Focal length", "焦距", "mm"),
    "shutter_count": ("Shutter count", "快门次数", ""),
    "capacity_litres": ("Capacity", "容量", "l"),
    "capacity_kilograms": ("Load", "洗涤容量", "kg"),
    "power_watts": ("Power", "功率", "W"),
    "width_cm": ("Width", "宽", "cm"),
    "height_cm": ("Height", "高", "cm"),
    "seats": ("Seats", "座位数", ""),
    "shoe_size": ("Shoe size (EU)", "鞋码（欧码）", ""),
    "case_mm": ("Case", "表径", "mm"),
    "volume_ml": ("Volume", "容量", "ml"),
    "pieces": ("Pieces", "件数", ""),
    "players": ("Players", "人数", ""),
    "year": ("Year", "年份", ""),
    "strings": ("Strings", "弦数", ""),
    "keys": ("Keys", "键数", ""),
    "weight_kg": ("Weight", "重量", "kg"),
    "length_cm": ("Length", "长", "cm"),
    "range_km": ("Range", "续航", "km"),
    "kilometres": ("Mileage", "行驶里程", "km"),
}
"""Attributes that are a number: key -> English, Chinese, unit."""

TEXTS: dict[str, tuple[str, str]] = {
    "model": ("Model", "型号"),
    "author": ("Author", "作者"),
    "publisher": ("Publisher", "出版社"),
    "isbn": ("ISBN", "ISBN"),
    "artist": ("Artist", "艺人"),
    "fits": ("Fits", "适配车型"),
}
"""Attributes in the seller's own words: key -> English, Chinese."""

TREE: tuple[tuple[str, str, str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "electronics", "Electronics", "手机数码", "model colour",
        (
            ("phones", "Phones", "手机", "storage network battery_health"),
            ("tablets", "Tablets & e-readers", "平板与阅读器", "storage screen_inches"),
            ("audio", "Headphones & speakers", "耳机音响", "connection"),
            ("cameras", "Cameras", "相机", "mount shutter_count"),
            ("lenses", "Lenses", "镜头", "mount focal_length"),
            ("wearables", "Smart watches", "智能穿戴", "case_mm"),
            ("consoles", "Game consoles", "游戏机", "platform storage"),
            ("games", "Video games", "游戏软件", "platform"),
        ),
    ),
    (
        "computers", "Computers", "电脑办公", "model",
        (
            ("laptops", "Laptops", "笔记本电脑", "memory storage screen_inches"),
            ("desktops", "Desktop computers", "台式机", "memory storage"),
            ("monitors", "Monitors", "显示器", "screen_inches"),
            ("components", "Components", "电脑配件", "part"),
            ("peripherals", "Keyboards & mice", "键鼠外设", "connection colour"),
            ("printers", "Printers & scanners", "打印扫描", ""),
            ("networking", "Routers & storage", "网络存储", ""),
        ),
    ),
    (
        "appliances", "Appliances", "家用电器", "model power_watts",
        (
            ("televisions", "Televisions", "电视机", "screen_inches"),
            ("refrigerators", "Refrigerators", "冰箱", "capacity_litres energy"),
            ("washing_machines", "Washing machines", "洗衣机", "capacity_kilograms energy"),
            ("climate", "Fans & air conditioners", "空调风扇", "energy"),
            ("kitchen_appliances", "Kitchen appliances", "厨房电器", "capacity_litres"),
            ("vacuums", "Vacuum cleaners", "吸尘清洁", ""),
        ),
    ),
    (
        "furniture", "Furniture", "家具", "material colour width_cm height_cm",
        (
            ("sofas", "Sofas", "沙发", "seats"),
            ("tables", "Tables & desks", "桌子", ""),
            ("chairs", "Chairs", "椅子", ""),
            ("beds", "Beds & mattresses", "床与床垫", "bed_size"),
            ("shelves", "Shelves & wardrobes", "柜架", ""),
            ("lamps", "Lamps", "灯具", "power_watts"),
        ),
    ),
    (
        "home", "Home & garden", "家居日用", "colour",
        (
            ("cookware", "Cookware & tableware", "锅具餐具", "material pieces"),
            ("decor", "Decoration", "装饰摆件", "material"),
            ("bedding", "Bedding & textiles", "床品布艺", "fabric"),
            ("tools", "Tools", "五金工具", "power_watts"),
            ("plants", "Plants & pots", "绿植花盆", "height_cm"),
        ),
    ),
    (
        "fashion", "Fashion", "服饰鞋包", "colour gender",
        (
            ("coats", "Coats & jackets", "外套", "size fabric"),
            ("tops", "Shirts & knitwear", "上衣", "size fabric"),
            ("dresses", "Dresses & skirts", "裙装", "size fabric"),
            ("shoes", "Shoes", "鞋靴", "shoe_size"),
            ("bags", "Bags", "箱包", "material"),
            ("watches", "Watches", "腕表", "case_mm year"),
            ("jewellery", "Jewellery", "珠宝首饰", ""),
        ),
    ),
    (
        "beauty", "Beauty", "美妆个护", "",
        (
            ("skincare", "Skin care", "护肤", "volume_ml"),
            ("fragrance", "Fragrance", "香水", "volume_ml gender"),
            ("personal_care", "Hair & personal care", "个护电器", "power_watts"),
        ),
    ),
    (
        "family", "Baby & toys", "母婴玩具", "age",
        (
            ("strollers", "Strollers & car seats", "推车安全座椅", "colour"),
            ("baby_clothing", "Children's clothing", "童装", "colour"),
            ("building_sets", "Building sets", "积木拼装", "pieces"),
            ("dolls", "Dolls & soft toys", "毛绒玩偶", ""),
            ("board_games", "Board games", "桌游", "players language"),
        ),
    ),
    (
        "books", "Books & records", "图书音像", "language year",
        (
            ("fiction", "Fiction", "小说文学", "author publisher binding"),
            ("textbooks", "Textbooks & non-fiction", "教材社科", "author isbn binding"),
            ("childrens_books", "Children's books", "童书绘本", "author age binding"),
            ("comics", "Comics", "漫画", "author binding"),
            ("records", "Vinyl & CDs", "唱片", "artist speed"),
        ),
    ),
    (
        "instruments", "Musical instruments", "乐器", "model",
        (
            ("guitars", "Guitars", "吉他", "strings"),
            ("pianos", "Pianos & keyboards", "钢琴键盘", "keys"),
            ("drums", "Drums & percussion", "鼓与打击乐", "pieces"),
            ("strings", "Violins & folk strings", "提琴与民乐", "year"),
        ),
    ),
    (
        "sports", "Sports & outdoors", "运动户外", "",
        (
            ("bicycles", "Bicycles", "自行车", "bicycle_kind frame_size"),
            ("fitness", "Fitness", "健身器材", "weight_kg"),
            ("camping", "Camping & hiking", "露营徒步", "weight_kg"),
            ("rackets", "Rackets & balls", "球拍球类", ""),
            ("winter_sports", "Skis & snowboards", "滑雪装备", "length_cm"),
            ("skates", "Skates & boards", "轮滑滑板", "shoe_size"),
        ),
    ),
    (
        "vehicles", "Vehicles", "车辆出行", "year",
        (
            ("cars", "Cars", "汽车", "kilometres fuel gearbox colour"),
            ("motorcycles", "Motorcycles", "摩托车", "kilometres colour"),
            ("e_scooters", "E-scooters & e-bikes", "电动车", "range_km"),
            ("car_parts", "Parts & accessories", "汽车用品", "fits"),
        ),
    ),
    (
        "pets", "Pet supplies", "宠物用品", "pet",
        (
            ("pet_furniture", "Beds & carriers", "窝与外出包", ""),
            ("aquariums", "Aquariums", "水族", "capacity_litres"),
        ),
    ),
    (
        "collectibles", "Art & collectibles", "艺术收藏", "year",
        (
            ("trading_cards", "Trading cards", "卡牌", "grading"),
            ("figures", "Figures & models", "手办模型", "height_cm"),
            ("art", "Paintings & prints", "书画版画", "width_cm height_cm"),
            ("antiques", "Antiques, coins & stamps", "古玩钱币邮票", "material"),
        ),
    ),
    ("other", "Everything else", "其他", "", ()),
)  # fmt: skip
"""Top categories, each: id, English, Chinese, attributes that all below share, and its leaves of the same shape."""
