"""Words of a mood, in the languages that briefs are written in, by the style of music that suits it.

In lower case, without endings: `calm` is found in `calmer` and `calmly`, `ruhig` in `ruhige`.
"""

from collections.abc import Mapping
from typing import Final

from domain.music.styles import Style

_TEXTS: Final = {
    Style.WARM: """
        warm, cosy, cozy, friend, homely, intimate, tender, heartfelt, heartwarming, nostalg, sincere,
        honest, natural, organic, rustic, unhurried, gentle, caring, family, comfort, golden, emotional,
        wärme, warme, gemütlich, freundlich, herzlich, natürlich, behaglich, liebevoll, ehrlich,
        nostalgisch, chaleureu, naturel, tendre, intime, sincère, cálid, acogedor, cercan, tiern, íntim,
        sincer, cald, accoglient, caloros, dolce, quente, acolhedor, amig, aconchegante, gezellig,
        vriendelijk, ciepł, przytuln, varm, hyggelig, sıcak, samimi, тёпл, тепл, уютн,
        дружелюбн, нежн, душевн, دافئ, حميم, ودود, חמים, ידידותי, गर्म, आत्मीय, 暖かい,
        温かい, 温かみ, 温暖, 溫暖, 温馨, 溫馨, 親しみ, やさしい, 優しい, 따뜻, 포근, 다정, อบอุ่น, ấm áp
    """,
    Style.SERENE: """
        serene, serenity, calm, quiet, peace, tranquil, soothing, relax, meditat, zen, dream, ethereal,
        airy, minimal, still, slow, soft, spa, mindful, pure, floating, ambient, contemplative, delicate,
        ruhig, friedlich, entspann, besinnlich, gelassen, sanft, verträumt, zart, leise, calme, paisible,
        apaisan, serein, rêveu, doux, douce, seren, relajad, suave, calma, pacífic, onírico, calmo,
        rilassant, delicat, sognant, sereno, rustig, kalm, vredig, spokojn, rolig, lugn, sakin, huzur,
        спокойн, безмятежн, умиротвор, медитатив, мечтательн,
        هادئ, هدوء, ساكن, רגוע, שליו, शांत, 静か, 静けさ, 穏やか, 落ち着, 癒し, 平静, 宁静, 寧靜, 安静,
        舒缓, 治愈, 잔잔, 차분, 평온, 고요, สงบ, yên bình, nhẹ nhàng
    """,
    Style.UPBEAT: """
        upbeat, bright, happy, happi, joy, cheer, optimis, positive, sunny, fresh, vibrant, uplift, summer,
        feel-good, feelgood, carefree, inspir, hopeful, celebrat, festive, lively, light-hearted,
        lighthearted, motivat, youthful, colourful, colorful, enthusias, fröhlich, heiter, optimistisch,
        sonnig, frisch, lebendig, positiv, festlich, unbeschwert, glücklich, joyeu, gai, lumineu, frais,
        fraîche, ensoleillé, vivant, festif, alegre, optimista, luminos, soleado, fresc, vital, feliz,
        allegr, solare, vivace, alegr, otimista, vrolijk, zonnig, fris, radosn, pogodn, glad, munter,
        neşeli, ferah, радостн, весёл, весел, светл, жизнерадостн,
        позитивн, солнечн, مبهج, مشرق, سعيد, مرح, שמח, אופטימי, खुश, उत्साह, उज्ज्वल,
        明るい, 明るく, 爽やか, 楽しい, 元気, 明亮, 明快, 欢快, 歡快, 快乐, 清新, 阳光, 陽光, 밝은, 밝고,
        경쾌, 신나, 상쾌, 행복, สดใส, vui
    """,
    Style.ELEGANT: """
        elegan, luxur, premium, sophisticat, refined, classy, exclusive, timeless, high-end, chic, classic,
        noble, graceful, glamor, glamour, opulent, sensual, romantic, editorial, couture, prestig,
        polished, edel, luxuriös, exklusiv, zeitlos, raffiniert, hochwertig, vornehm, klassisch,
        romantisch, sinnlich, élégan, luxe, luxueu, raffiné, intemporel, classique, sensuel, romantique,
        lujo, lujos, refinad, sofisticad, atemporal, exclusiv, raffinat, lusso, lussuos, sofisticat,
        luxuos, requintad, stijlvol, verfijnd, eleganck, luksus, zarif, lüks, şık, элегантн,
        роскош, изыскан, премиальн, утонч, أنيق, فاخر, راقي, אלגנטי, יוקרתי,
        सुरुचिपूर्ण, शानदार, 高級, 高级, 上品, 優雅, 优雅, エレガント, 洗練, 贅沢, 精致, 精緻, 奢华, 奢華,
        우아, 고급, 세련, 럭셔리, หรูหรา, sang trọng
    """,
    Style.ENERGETIC: """
        energ, bold, fast, dynamic, powerful, punchy, sport, excit, intense, action, adrenalin, driving,
        strong, loud, thrill, fierce, electri, high-octane, quick, snappy, athletic, rebellious, edgy,
        hype, kräftig, kraftvoll, schnell, dynamisch, mutig, sportlich, aufregend, rasant, mitreißend,
        stark, énergi, dynamique, audacieu, puissant, rapide, sportif, percutant, enérgic, dinámic,
        audaz, potente, rápid, atrevid, deportiv, emocionante, energic, dinamic, audace, veloce, sportiv,
        grintos, enérgico, dinâmic, ousad, energiek, krachtig, gedurfd, energiczn, dynamiczn, odważn,
        energisk, kraftfull, enerjik, güçlü, cesur, энергичн, динамичн, смел,
        мощн, быстр, дерзк, حيوي, جريء, قوي, سريع, نشيط, אנרגטי, נועז, ऊर्जावान, दमदार,
        साहसी, エネルギッシュ, 力強, 躍動, 大胆, パワフル, スピード, 动感, 動感, 有力, 激情, 活力, 快节奏,
        역동, 강렬, 에너지, 대담, 힘찬, ทรงพลัง, mạnh mẽ
    """,
    Style.PLAYFUL: """
        playful, fun, humor, humour, comic, comed, quirky, whimsical, witty, silly, cheeky, cute, kids,
        child, toy, bouncy, mischiev, joke, tongue-in-cheek, ironic, cartoon, sweet, verspielt, lustig,
        witzig, humorvoll, spielerisch, frech, kindlich, niedlich, ludique, drôle, amusant, espiègle,
        rigolo, enfantin, divertid, juguet, graciós, pícar, infantil, lúdic, giocos, divertent,
        spiritos, buffo, engraçad, brincalh, speels, grappig, zabawn, figlarn, żartobliw, lekfull,
        rolig och, eğlenceli, komik, şakacı, игрив, забавн, смешн, шутлив, юмор,
        مرِح, فكاهي, طريف, שובב, מצחיק, मज़ेदार, चंचल, 遊び心, 面白, コミカル, ユーモア, かわいい, 可愛い,
        キュート, 俏皮, 有趣, 幽默, 可爱, 可愛, 童趣, 장난, 유쾌, 재미, 귀여, สนุก, vui nhộn
    """,
    Style.DRAMATIC: """
        dramatic, drama, dark, epic, cinematic, moody, myster, suspens, tense, tension, noir, serious,
        majestic, heroic, grand, solemn, melanchol, haunting, brooding, gritty, thriller, monumental,
        storm, night, sad, urgent, profound, gothic, dramatisch, düster, dunkel, episch, geheimnisvoll,
        spannend, ernst, melancholisch, filmisch, mystisch, dramatique, sombre, épique, mystérieu,
        sérieu, mélancol, cinématographique, dramátic, oscur, épic, misterios, serio, seria,
        melancólic, cinematográfic, drammatic, cupo, cupa, malinconic, sombri, donker, duister, mroczn,
        dramatyczn, mörk, karanlık, gizemli, драматичн, мрачн, тёмн, темн, эпич,
        таинствен, серьёзн, серьезн, кинематограф, درامي, غامض, ملحمي,
        מסתורי, דרמטי, नाटकीय, रहस्यमय, ドラマチック, ドラマティック, 壮大, 暗い, 神秘, 緊張, 荘厳, 戏剧,
        戲劇, 史诗, 史詩, 黑暗, 悬疑, 震撼, 드라마틱, 웅장, 신비, 어두운, 긴장, ลึกลับ, kịch tính
    """,
    Style.MODERN: """
        modern, tech, futur, digital, sleek, innovat, clean, urban, cool, smart, scienc, scientific,
        progressive, startup, confident, precise, professional, corporate, business, efficient, clear,
        trust, geometric, contemporary, neon, cyber, synth, electronic, lo-fi, lofi, technisch, zukunft,
        sachlich, klar, präzise, professionell, seriös, vertrauen, selbstbewusst, moderne, technolog,
        futurist, numérique, épuré, professionnel, confian, tecnológic, limpi, profesional, urbano,
        pulit, professionale, moderno, tecnológico, profissional, strak, zakelijk, nowoczesn,
        profesjonaln, çağdaş, teknoloj, современн, технолог, футурист,
        профессиональн, уверен, حديث, عصري, تقني, مستقبلي, מודרני, טכנולוגי, आधुनिक,
        तकनीक, モダン, 未来, 先進, クール, 都会, スタイリッシュ, テクノロジー, 现代, 現代, 科技, 未來,
        时尚, 時尚, 专业, 모던, 현대, 미래, 세련된 기술, 도시, 전문, ทันสมัย, hiện đại
    """,
}

WORDS: Final[Mapping[Style, tuple[str, ...]]] = {
    style: tuple(word.strip() for word in text.split(",")) for style, text in _TEXTS.items()
}
