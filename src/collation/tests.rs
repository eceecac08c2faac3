//! Collation as a whole, on small press conferences written for the purpose.

use super::*;
use proptest::prelude::*;

/// `(outlet, question, answer)`; every text is long enough to be recognised by itself.
const TURNS: [(&str, &str, &str); 4] = [
    (
        "河湾日报",
        "两国上周就渔业纠纷举行了磋商,外界普遍认为分歧依旧。请问下一轮谈判何时开始,贵方准备提出哪些新的建议?",
        "渔业关系到沿岸几十万家庭的生计,我们从来主张坐下来谈。上周的磋商坦诚深入,双方同意成立联合工作组,先核实捕捞数据,再讨论季节性休渔的安排。下一轮谈判定于九月中旬在青石港举行,我们将带去一份分阶段实施的草案。",
    ),
    (
        "北岭通讯社",
        "跨境铁路的复工日期一再推迟,沿线企业十分焦急。请问资金缺口怎样解决,工程能否在年内重新启动?",
        "这条铁路是两国人民期盼多年的项目,推迟是暂时的。目前缺口约为18亿元,三家银行已经表示愿意参加银团贷款,财政部门也在研究贴息办法。只要环境评估按期完成,土建工程十月就能重新开始,桥梁部分争取明年春天合龙。",
    ),
    (
        "南屿电视台",
        "台风过后,贵国是第一个派出救援队的国家。请问救灾物资的发放进展如何,灾后重建还会提供什么帮助?",
        "灾情发生十二小时之内,我们的救援队就带着帐篷、净水设备和药品抵达了机场。到昨天为止,已有4600户家庭领到了物资,两所临时医院每天接诊近千人。下一步我们将帮助修复供水管网,并为受损的学校提供活动板房。",
    ),
    (
        "西川周刊",
        "贵国提出的海上搜救合作倡议得到不少国家响应。请问倡议的主要内容是什么,是否欢迎域外国家参加?",
        "倡议的核心是信息共享、就近出动、费用分担。我们愿意把沿海二十七座雷达站的数据向各方开放,也愿意承担联合演练的大部分开支。海上遇险的人不分国籍,凡是认同这些原则的国家,无论来自哪里,我们都欢迎。",
    ),
];

/// A document made up for a test.
#[derive(Clone, Debug, Default)]
struct Page {
    name: String,
    text: String,
    passages: Vec<Passage>,
    turns: Vec<(Option<String>, Option<String>)>,
}

impl Page {
    fn new(name: &str) -> Page {
        Page { name: name.to_owned(), ..Page::default() }
    }

    fn put(mut self, role: Role, text: &str) -> Page {
        let start = self.text.len();
        self.text.push_str(text);
        let turn = self.turns.len().checked_sub(1).filter(|_| !matches!(role, Role::Narration | Role::Furniture));
        self.passages.push(Passage { start, end: self.text.len(), role, article: 0, turn });
        self
    }

    fn question(mut self, outlet: &str, text: &str) -> Page {
        self.turns.push((Some(outlet.to_owned()), None));
        self.put(Role::Asker, &format!("{outlet}记者:")).put(Role::Question, text)
    }

    fn answer(mut self, text: &str) -> Page {
        if self.passages.last().is_none_or(|p| p.role != Role::Question) {
            self.turns.push((None, None));
        }
        self.turns.last_mut().unwrap().1 = Some("陈远舟".to_owned());
        self.put(Role::Answerer, "陈远舟:").put(Role::Answer, text)
    }

    fn turn(self, n: usize) -> Page {
        self.question(TURNS[n].0, TURNS[n].1).answer(TURNS[n].2)
    }
}

/// Runs `f` on pages as witnesses.
fn with<T>(pages: &[Page], f: impl FnOnce(&[Witness<'_>]) -> T) -> T {
    let label = |t: &'_ (Option<String>, Option<String>)| (t.0.clone(), t.1.clone());
    let owned: Vec<Vec<_>> = pages.iter().map(|p| p.turns.iter().map(label).collect()).collect();
    let labels: Vec<Vec<TurnLabel<'_>>> = owned
        .iter()
        .map(|t| t.iter().map(|t| TurnLabel { outlet: t.0.as_deref(), answerer: t.1.as_deref() }).collect())
        .collect();
    let witnesses: Vec<Witness<'_>> = pages
        .iter()
        .zip(&labels)
        .map(|(p, turns)| Witness {
            name: &p.name,
            text: &p.text,
            passages: &p.passages,
            turns,
            names: &[],
            ..Default::default()
        })
        .collect();
    f(&witnesses)
}

/// The events of pages in which only the parties of [`PARTIES`] have names.
fn events_of(witnesses: &[Witness<'_>]) -> Vec<Event> {
    recognise(witnesses, Grounds { naming: &parties, given: false })
}

/// Names with the number of the party that bears them.
const PARTIES: [(&str, u32); 4] = [("云水国", 1), ("云水", 1), ("青石国", 2), ("北岭国", 3)];

fn parties(text: &str) -> Vec<(std::ops::Range<usize>, u32)> {
    let places =
        PARTIES.iter().flat_map(|(name, party)| text.match_indices(name).map(|(at, n)| (at..at + n.len(), *party)));
    let mut out: Vec<_> = places.collect();
    out.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
    out
}

/// Collates pages that are known to belong together.
fn whole(pages: &[Page]) -> Collation {
    with(pages, |w| collate(w, &Event::whole(w)))
}

/// The readings of a variant, in the order of the witnesses' names.
fn readings(variant: &Variant) -> Vec<&str> {
    variant.readings.iter().map(|r| r.text.as_str()).collect()
}

fn full(name: &str) -> Page {
    (0..TURNS.len()).fold(Page::new(name), Page::turn)
}

fn altered(name: &str, from: &str, to: &str) -> Page {
    let mut page = Page::new(name);
    for (outlet, question, answer) in TURNS {
        page = page.question(outlet, &question.replace(from, to)).answer(&answer.replace(from, to));
    }
    page
}

#[test]
fn a_substitution_is_read_as_a_word_with_its_majority() {
    let found = whole(&[full("a"), altered("b", "九月中旬", "九月下旬"), full("c")]);
    assert_eq!(found.variants.len(), 1);
    let variant = &found.variants[0];
    assert_eq!(readings(variant), ["中旬", "下旬", "中旬"]);
    assert_eq!(variant.majority.as_deref(), Some("中旬"));
    assert_eq!((variant.kind, variant.turn, variant.role), (Kind::Substitution, Some(0), Role::Answer));
}

#[test]
fn digits_that_change_places_make_another_number() {
    let found = whole(&[full("a"), altered("b", "4600户", "6400户"), full("c")]);
    assert_eq!((found.variants.len(), found.variants[0].kind), (1, Kind::Substitution));
    let found = whole(&[full("a"), altered("b", "帐篷、净水设备", "净水设备、帐篷"), full("c")]);
    assert_eq!((found.variants.len(), found.variants[0].kind), (1, Kind::Transposition));
}

#[test]
fn most_witnesses_give_the_order_of_the_turns_not_the_longest() {
    let lead = "外交部发言人陈远舟二十日主持例行记者会,就渔业、铁路、救灾与海上搜救等问题回答了中外记者的提问,现场座无虚席,另有多家媒体在线参加";
    let in_order = |name: &str, turns: &[usize], lead: &str| {
        let page = Page::new(name).put(Role::Narration, lead);
        turns.iter().fold(page, |page, &n| page.turn(n))
    };
    let outlets = |pages: &[Page]| {
        let place = |t: &Turn| TURNS.iter().position(|u| Some(u.0) == t.outlet.as_deref());
        whole(pages).turns.iter().map(place).collect::<Vec<_>>()
    };
    let pages = [in_order("a", &[0, 1, 2, 3], lead), in_order("b", &[0, 2, 1, 3], ""), in_order("c", &[2, 1], "")];
    assert_eq!(outlets(&pages), [Some(0), Some(2), Some(1), Some(3)]);
    let tied = [in_order("a", &[0, 1, 2, 3], lead), in_order("b", &[0, 2, 1, 3], "")];
    assert_eq!(outlets(&tied), [Some(0), Some(1), Some(2), Some(3)]);
    let moved = whole(&pages).moves;
    assert!(!moved.is_empty() && moved.iter().all(|m| m.witness == 0), "{moved:?}");
}

#[test]
fn numbers_are_never_cut() {
    let found = whole(&[full("a"), altered("b", "4600户", "4800户")]);
    assert_eq!(readings(&found.variants[0]), ["4600", "4800"]);
    assert_eq!(found.variants[0].majority, None);
}

#[test]
fn omission_and_addition_are_told_apart_by_the_majority() {
    let found = whole(&[full("a"), full("b"), altered("c", "联合工作组", "工作组")]);
    assert_eq!(found.variants[0].kind, Kind::Omission);
    let found = whole(&[full("a"), full("b"), altered("c", "坦诚深入", "非常坦诚深入")]);
    assert_eq!((found.variants[0].kind, readings(&found.variants[0])), (Kind::Addition, vec!["", "", "非常"]));
}

#[test]
fn words_in_another_order_are_a_transposition() {
    let found = whole(&[full("a"), altered("b", "帐篷、净水设备", "净水设备、帐篷")]);
    assert_eq!(found.variants.len(), 1);
    assert_eq!(found.variants[0].kind, Kind::Transposition);
}

#[test]
fn names_given_by_the_caller_are_never_cut() {
    let (a, b) = (full("a"), altered("b", "青石港", "青云港"));
    let name = |p: &Page, n: &str| p.text.find(n).map(|s| (s, s + n.len())).unwrap();
    let names = [name(&a, "青石港"), name(&b, "青云港")];
    let variants = with(&[a, b], |w| {
        let w = [Witness { names: &names[..1], ..w[0] }, Witness { names: &names[1..], ..w[1] }];
        collate(&w, &Event::whole(&w)).variants
    });
    assert_eq!(readings(&variants[0]), ["青石港", "青云港"]);
}

#[test]
fn punctuation_spacing_and_furniture_are_no_variants() {
    let spaced = TURNS[0].2.replace(',', ",\n ").replace('。', ". ");
    let page = Page::new("b").question(TURNS[0].0, TURNS[0].1).answer(&spaced).put(Role::Furniture, "（下转第三版）");
    let found = whole(&[Page::new("a").turn(0), page]);
    assert_eq!(found.variants, []);
    assert_eq!(found.lacunae, []);
}

#[test]
fn a_missing_turn_is_a_lacuna_and_no_variant() {
    let found = whole(&[full("a"), Page::new("b").turn(0).turn(2)]);
    assert_eq!(found.variants, []);
    assert_eq!(found.lacunae.len(), 1);
    assert_eq!((found.lacunae[0].witness, found.turns.len()), (1, 4));
}

#[test]
fn a_sentence_broken_off_before_a_lacuna_is_an_omission() {
    let cut = TURNS[0].2.strip_suffix("的草案。").unwrap();
    let page = Page::new("b").question(TURNS[0].0, TURNS[0].1).answer(cut).turn(2);
    let found = whole(&[full("a"), page]);
    assert_eq!(found.variants.len(), 1);
    assert_eq!(readings(&found.variants[0]), ["的草案", ""]);
}

#[test]
fn columns_that_tear_question_from_answer_do_not_join_strangers() {
    let torn = Page::new("torn")
        .answer(TURNS[3].2)
        .question(TURNS[1].0, TURNS[1].1)
        .answer(TURNS[0].2)
        .answer(TURNS[1].2)
        .question(TURNS[3].0, TURNS[3].1);
    let found = whole(&[torn, full("whole")]);
    let outlets: Vec<_> = found.turns.iter().map(|t| t.outlet.as_deref().unwrap()).collect();
    assert_eq!(outlets, TURNS.map(|t| t.0));
    for turn in &found.turns {
        assert_eq!(turn.answerer.as_deref(), Some("陈远舟"));
        assert!(turn.answer.iter().any(|(_, spans)| spans.len() == 1));
    }
    let last = &found.turns[3];
    assert_eq!((last.question.len(), last.answer.len()), (2, 2));
    assert!(found.moves.iter().all(|m| m.witness == 0) && !found.moves.is_empty());
}

#[test]
fn a_page_that_begins_inside_an_answer_opens_no_turn() {
    let tail = &TURNS[0].2[TURNS[0].2.find("上周的磋商").unwrap()..];
    let found = whole(&[full("a"), Page::new("b").put(Role::Narration, tail).turn(1)]);
    assert_eq!(found.turns.len(), 4);
    assert_eq!(found.turns[0].answer.len(), 2);
}

#[test]
fn the_transcript_restores_what_no_witness_has_alone() {
    let found = whole(&[Page::new("a").turn(0).turn(1), Page::new("b").turn(1).turn(2)]);
    let text: String = found.transcript.iter().filter(|l| l.role == Role::Answer).map(|l| l.text.as_str()).collect();
    assert_eq!(text, [TURNS[0].2, TURNS[1].2, TURNS[2].2].concat());
    assert!(found.transcript.iter().all(|l| !l.gap));
    let shared = found.transcript.iter().filter(|l| l.turn == Some(1));
    assert!(shared.clone().count() > 3 && shared.clone().all(|l| l.witnesses.len() == 2));
}

#[test]
fn an_answer_without_its_question_is_marked_as_a_gap() {
    let found = whole(&[Page::new("a").turn(0).answer(TURNS[1].2), Page::new("b").turn(0)]);
    assert!(found.transcript.iter().any(|l| l.gap && l.turn == Some(1)));
}

#[test]
fn spans_of_one_witness_project_to_another() {
    let pages = [full("a"), altered("b", "一份分阶段", "两份分阶段")];
    let found = whole(&pages);
    let from = pages[0].text.find("三家银行").unwrap();
    let there = found.alignment.project(0, from..from + "三家银行".len(), 1).unwrap();
    assert_eq!(&pages[1].text[there], "三家银行");
}

#[test]
fn renderings_are_recognised_and_strangers_are_not() {
    let stranger = "市图书馆昨天举办了儿童读书会,三百多名小读者参加,志愿者朗读了新出版的童话,活动持续到傍晚,家长们纷纷表示希望今后每月都能举行。";
    let quote = format!(
        "评论员写道,{}这句话说得好,值得各地学习借鉴。{stranger}",
        &TURNS[3].2[..TURNS[3].2.find('。').unwrap()]
    );
    let pages = [
        Page::new("quote").put(Role::Narration, &quote),
        Page::new("tail").turn(2).turn(3).put(Role::Narration, stranger),
        full("all"),
        Page::new("stranger").put(Role::Narration, &stranger.repeat(2)),
    ];
    let events = with(&pages, events_of);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].members.iter().map(|m| m.witness).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_template_filled_in_anew_is_another_event() {
    let notice = |month: &str, day: &str| {
        format!(
            "水文局发布例行通报:{month}月{day}日八时,云水河干流各站水位均低于警戒线,上游三座水库蓄水正常,泄洪闸门全部关闭,\
             沿河船只可以照常通航,请渔民留意夜间能见度变化,下一次例行通报将于{month}月末发布,届时公布全月平均流量。"
        )
    };
    let pages = [("3", "5"), ("4", "9"), ("6", "12")]
        .map(|(m, d)| Page::new(&format!("{m}-{d}")).put(Role::Narration, &notice(m, d)));
    assert_eq!(with(&pages, events_of), []);
}

/// A message of congratulation to a country.
fn message(country: &str, day: &str) -> String {
    format!(
        "主席同{country}总统互致贺电,庆祝两国建交。主席在贺电中指出,我们和{country}建交以来,双边关系保持健康稳定发展,政治互信\
         不断深化,务实合作成果丰硕,人文交流日益密切。我高度重视同{country}的关系,愿以建交为契机,推动两国关系再上新台阶,更好\
         造福两国人民。总统在贺电中表示,{country}愿同我们继续深化合作,将从{day}日起办好文化年,推动两国关系取得更大发展。"
    )
}

fn pair(one: &str, other: &str) -> [Page; 2] {
    [("a", one), ("b", other)].map(|(name, text)| Page::new(name).put(Role::Narration, text))
}

#[test]
fn one_formula_for_two_parties_makes_two_events() {
    let own = message("云水国", "8");
    assert_eq!(with(&pair(&own, &message("青石国", "8")), events_of), []);
    let together = |other: &str| with(&pair(&own, other), events_of).len();
    assert_eq!(together(&message("云氷国", "8")), 1, "a misprint is no name of another");
    assert_eq!(together(&message("云水", "8")), 1, "another form of the name");
    assert_eq!(together(&own.replacen("云水国", "青石国", 1)), 1, "both name the first one: a variant");
}

#[test]
fn a_number_that_differs_is_a_variant_where_the_day_is_the_same_or_the_caller_gives_the_renderings() {
    let own = message("云水国", "8");
    let pages = pair(&own, &own.replace("8日", "9日"));
    let days = |first: i64, second: i64, given: bool| {
        let days = [[Some(first)], [Some(second)]];
        with(&pages, |w| {
            let dated = [Witness { days: &days[0], ..w[0] }, Witness { days: &days[1], ..w[1] }];
            recognise(&dated, Grounds { naming: &parties, given }).len()
        })
    };
    assert_eq!(days(40, 40, false), 1, "the same day");
    assert_eq!(days(40, 41, false), 0, "the next day");
    assert_eq!(days(40, 41, true), 1, "given as renderings");
    assert_eq!(days(40, 50, true), 0, "days too far apart");
    let doubled = pair(&own, &own.replace("8日", "88日"));
    let longest = with(&doubled, |w| recognise(w, Grounds { naming: &parties, given: true }).len());
    assert_eq!(longest, 1, "a figure twice does not end what both share");
}

#[test]
fn nothing_comes_of_nothing() {
    let found = whole(&[Page::new("a"), Page::new("b").put(Role::Narration, "，。")]);
    assert_eq!((found.alignment.width(), found.variants.len(), found.turns.len()), (0, 0, 0));
    assert_eq!(with(&[], events_of), []);
}

/// One change to a rendering of the whole conference.
#[derive(Clone, Debug)]
enum Noise {
    /// Another letter in an answer: turn, position.
    Letter(usize, usize),
    /// A letter lost.
    Lost(usize, usize),
    /// White space in front of a letter.
    Space(usize, usize),
    /// A turn that is not printed.
    Absent(usize),
}

fn noise() -> impl Strategy<Value = Noise> {
    prop_oneof![
        (0..4usize, 0..90usize).prop_map(|(t, p)| Noise::Letter(t, p)),
        (0..4usize, 0..90usize).prop_map(|(t, p)| Noise::Lost(t, p)),
        (0..4usize, 0..90usize).prop_map(|(t, p)| Noise::Space(t, p)),
        (0..4usize).prop_map(Noise::Absent),
    ]
}

/// Renders the conference in some order of its turns, with noise.
fn render(name: &str, turned: bool, noises: &[Noise]) -> Page {
    let mut answers: Vec<Option<Vec<char>>> = TURNS.iter().map(|t| Some(t.2.chars().collect())).collect();
    for noise in noises {
        match *noise {
            Noise::Letter(t, p) => {
                answers[t].iter_mut().for_each(|a| a[p] = if a[p].is_alphanumeric() { '囧' } else { a[p] })
            }
            Noise::Lost(t, p) => answers[t].iter_mut().for_each(|a| {
                a.remove(p);
            }),
            Noise::Space(t, p) => answers[t].iter_mut().for_each(|a| a.insert(p, '\n')),
            Noise::Absent(t) => answers[t] = None,
        }
    }
    let mut page = Page::new(name);
    let mut order: Vec<usize> = (0..TURNS.len()).collect();
    order.rotate_left(if turned { 2 } else { 0 });
    for t in order {
        if let Some(answer) = &answers[t] {
            page = page.question(TURNS[t].0, TURNS[t].1).answer(&answer.iter().collect::<String>());
        }
    }
    page
}

fn pages() -> impl Strategy<Value = Vec<Page>> {
    let page = (any::<bool>(), prop::collection::vec(noise(), 0..5));
    prop::collection::vec(page, 2..5).prop_map(|all| {
        all.iter().enumerate().map(|(n, (turned, noises))| render(&format!("w{n}"), *turned, noises)).collect()
    })
}

/// What a collation says, by the names of the witnesses.
fn told(pages: &[Page]) -> String {
    with(pages, |w| {
        let mut out = String::new();
        for event in events_of(w) {
            let found = collate(w, &event);
            let named = |r: &Reading| format!("{}:{:?}:{}", w[r.witness].name, r.span, r.text);
            for v in &found.variants {
                out +=
                    &format!("{:?} {:?} {:?}\n", v.readings.iter().map(named).collect::<Vec<_>>(), v.majority, v.kind);
            }
            let part = |p: &Part| p.iter().map(|(i, s)| format!("{}{s:?}", w[*i].name)).collect::<Vec<_>>();
            for t in &found.turns {
                out += &format!("{:?} {:?} {:?}\n", t.outlet, part(&t.question), part(&t.answer));
            }
            found.transcript.iter().for_each(|l| out += &format!("{} {}\n", l.text, l.witnesses.len()));
        }
        out
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_input_does_not_matter(pages in pages(), turn in 0..5usize) {
        let mut other = pages.clone();
        other.reverse();
        let by = turn % other.len();
        other.rotate_left(by);
        prop_assert_eq!(told(&pages), told(&other));
    }

    #[test]
    fn no_letter_is_lost_or_put_twice(pages in pages()) {
        let found = whole(&pages);
        for (m, letters) in found.alignment.letters.iter().enumerate() {
            let placed = found.alignment.by_column(m);
            prop_assert_eq!(placed.len(), letters.len());
            for (column, letter) in placed {
                prop_assert_eq!(found.alignment.letter(m, column), Some(letter));
            }
        }
    }

    #[test]
    fn readings_are_what_the_witness_says_there(pages in pages()) {
        for variant in whole(&pages).variants {
            prop_assert!(variant.readings.len() >= 2);
            for reading in variant.readings {
                let text: String = pages[reading.witness].text[reading.span].split_whitespace().collect();
                prop_assert_eq!(text, reading.text);
            }
        }
    }

    #[test]
    fn every_changed_letter_is_in_the_apparatus(pages in pages(), turn in 0..4usize, at in 0..90usize) {
        let changed = TURNS[turn].2.chars().nth(at).is_some_and(char::is_alphanumeric);
        prop_assume!(changed);
        let mut all = pages;
        all.push(render("clean", false, &[]));
        all.push(render("other", false, &[Noise::Letter(turn, at)]));
        let witness = all.len() - 1;
        let place = all[witness].text.find('囧').unwrap();
        let listed = |v: &Variant| v.readings.iter().any(|r| r.witness == witness && r.span.contains(&place));
        prop_assert!(whole(&all).variants.iter().any(listed));
    }

    #[test]
    fn turns_stay_whole_under_noise(pages in pages()) {
        let mut all = pages;
        all.push(render("clean", false, &[]));
        let found = whole(&all);
        let outlets: Vec<_> = found.turns.iter().filter_map(|t| t.outlet.as_deref()).collect();
        prop_assert_eq!(outlets.len(), TURNS.len());
        for (turn, page) in found.turns.iter().flat_map(|t| t.answer.iter().map(move |(w, s)| (t, (*w, s)))) {
            let n = TURNS.iter().position(|t| Some(t.0) == turn.outlet.as_deref()).unwrap();
            let (witness, spans) = page;
            prop_assert_eq!(spans.len(), 1);
            let said: String = all[witness].text[spans[0].0..spans[0].1].split_whitespace().collect();
            // At most four letters are lost, and every other one is where it was.
            prop_assert!(said.chars().count().abs_diff(TURNS[n].2.chars().count()) <= 5);
        }
    }
}
