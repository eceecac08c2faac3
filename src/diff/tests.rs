//! Pairs of facts made up for the test.

use super::*;
use serde_json::json;

fn fact(id: &str, class: &str, mode: &str, slots: Json) -> JoinedFact {
    serde_json::from_value(
        json!({"id": id, "type": class, "slots": slots, "status": "agreed", "mode": mode, "evidence": []}),
    )
    .unwrap()
}

fn found(before: &[JoinedFact], after: &[JoinedFact]) -> Vec<(Change, String)> {
    let file = ("vocabulary.ttl".to_owned(), include_str!("../../ontology/vocabulary.ttl").to_owned());
    let vocabulary = Vocabulary::load(&[file]).unwrap();
    let (before, after): (Vec<_>, Vec<_>) = (before.iter().collect(), after.iter().collect());
    let name = |d: &Difference<'_>| {
        let id = |f: Option<&JoinedFact>| f.map_or("-", |f| &f.id).to_owned();
        (d.change, format!("{}>{}", id(d.before), id(d.after)))
    };
    compare(&before, &after, &vocabulary, SIMILARITY).iter().map(name).collect()
}

fn promise(id: &str, action: &str, strength: &str) -> JoinedFact {
    fact(id, "Commitment", "future", json!({"actor": ["CN"], "action": action, "strength": strength}))
}

#[test]
fn a_promise_in_other_words_is_stronger_and_a_stranger_is_new() {
    let before = [promise("a", "同邻国分享发展机遇", "willing"), promise("b", "举办进口博览会", "will")];
    let after = [promise("c", "继续同邻国分享发展的机遇", "will"), promise("d", "增加留学生名额", "will")];
    assert_eq!(
        found(&before, &after),
        [(Change::Strengthened, "a>c".into()), (Change::New, "->d".into()), (Change::Dropped, "b>-".into())]
    );
    assert_eq!(found(&after, &before)[0], (Change::Weakened, "c>a".into()));
}

#[test]
fn numbers_move_in_their_unit_only() {
    let trade = |id: &str, value: i64, unit: &str| {
        let quantity = json!({"value": value, "unit": unit, "cmp": "="});
        fact(id, "Measurement", "done", json!({"about": "双边贸易额", "quantity": quantity}))
    };
    let before = [trade("a", 1000, "USD")];
    assert_eq!(found(&before, &[trade("b", 2400, "USD")]), [(Change::Moved, "a>b".into())]);
    assert_eq!(found(&before, &[trade("c", 24, "%")]).len(), 2, "a share is not an amount of money");
    assert_eq!(found(&before, &before), [(Change::Kept, "a>a".into())]);
}

#[test]
fn a_stance_turns_and_a_list_grows() {
    let stance = |id: &str, stance: &str| {
        fact(id, "Position", "ongoing", json!({"holder": ["CN"], "stance": stance, "object": "单边制裁措施"}))
    };
    assert_eq!(found(&[stance("a", "support")], &[stance("b", "oppose")]), [(Change::Turned, "a>b".into())]);
    let waiver = |id: &str, to: Json| fact(id, "VisaWaiver", "future", json!({"grantor": ["CN"], "beneficiary": to}));
    let grown = found(&[waiver("a", json!(["NO", "PE"]))], &[waiver("b", json!(["NO", "PE", "CL"]))]);
    assert_eq!(grown, [(Change::Changed, "a>b".into())]);
}

#[test]
fn what_is_promised_to_others_is_another_promise() {
    let talks = |id: &str, with: Json, strength: &str| {
        let slots =
            json!({"actor": ["CN"], "action": "深化海洋渔业领域务实合作", "target": with, "strength": strength});
        fact(id, "Commitment", "future", slots)
    };
    let before = [talks("a", json!(["NO"]), "willing")];
    assert_eq!(found(&before, &[talks("b", json!(["PE"]), "will")]).len(), 2);
    assert_eq!(found(&before, &[talks("c", json!(["PE", "NO"]), "will")]), [(Change::Strengthened, "a>c".into())]);
    let by = |id: &str, who: &str| {
        fact(id, "Position", "done", json!({"holder": [who], "stance": "support", "object": "渔业资源养护"}))
    };
    assert_eq!(found(&[by("d", "NO")], &[by("e", "PE")]).len(), 2, "nobody answers for another");
}

#[test]
fn little_in_common_is_no_pair() {
    let mut before: Vec<JoinedFact> =
        (0..30).map(|n| promise(&format!("x{n}"), &format!("修建{n}号灯塔"), "will")).collect();
    before.push(promise("a", "继续努力", "will"));
    let after = [promise("b", "共同努力", "will")];
    assert!(found(&before, &after).iter().all(|(change, _)| matches!(change, Change::New | Change::Dropped)));
}

#[test]
fn a_stance_in_other_words_on_the_same_side_has_not_turned() {
    let stance = |id: &str, stance: &str, object: &str| {
        fact(id, "Position", "done", json!({"holder": ["NO"], "stance": stance, "object": object}))
    };
    let turn = |b: JoinedFact, a: JoinedFact| found(&[b], &[a])[0].0;
    let against = || stance("a", "oppose", "在公海滥捕鱼类");
    assert_eq!(turn(against(), stance("b", "urge", "停止在公海滥捕鱼类")), Change::Changed);
    assert_eq!(turn(against(), stance("c", "support", "在公海滥捕鱼类")), Change::Turned);
}

#[test]
fn anniversaries_go_by_the_calendar() {
    let jubilee = |id: &str, number: i64, day: &str| {
        let mut fact = fact(id, "Anniversary", "done", json!({"subject": "灯塔公约", "number": number}));
        fact.stated_on = vec![day.to_owned()];
        fact
    };
    let before = [jubilee("a", 4, "2011-05-02")];
    assert_eq!(found(&before, &[jubilee("b", 10, "2017-06-01")]), [(Change::Kept, "a>b".into())]);
    assert_eq!(found(&before, &[jubilee("c", 20, "2017-06-01")]), [(Change::Moved, "a>c".into())]);
    let years = |id: &str, value: i64, cmp: &str, day: &str| {
        let quantity = json!({"value": value, "unit": "年", "cmp": cmp});
        let mut fact = fact(id, "Measurement", "done", json!({"about": "两国渔业合作走过历程", "quantity": quantity}));
        fact.stated_on = vec![day.to_owned()];
        fact
    };
    let before = [years("d", 40, "=", "2018-05-02")];
    assert_eq!(found(&before, &[years("e", 40, ">", "2023-05-02")])[0].0, Change::Kept, "40余年 five years later");
    assert_eq!(found(&before, &[years("f", 45, "=", "2023-05-02")])[0].0, Change::Kept);
    assert_eq!(found(&before, &[years("g", 60, "=", "2023-05-02")])[0].0, Change::Moved);
}

#[test]
fn what_rises_is_not_what_falls_and_one_work_is_not_another() {
    let count = |id: &str, about: &str, value: i64| {
        let quantity = json!({"value": value, "unit": "个", "cmp": "="});
        fact(id, "Measurement", "done", json!({"about": about, "quantity": quantity}))
    };
    let before = [count("a", "鱼价环比上涨的港口", 12)];
    assert_eq!(found(&before, &[count("b", "鱼价环比下降的港口", 9)]).len(), 2);
    assert_eq!(found(&before, &[count("c", "鱼价环比上升的港口", 9)]), [(Change::Moved, "a>c".into())]);
    let novel = [count("d", "小说《灯塔》印刷册数", 3)];
    assert_eq!(found(&novel, &[count("e", "小说《海雾》印刷册数", 4)]).len(), 2);
}

#[test]
fn one_host_of_two_events_has_not_changed_the_first() {
    let hosting = |id: &str, event: &str, place: &str| {
        fact(id, "Hosting", "future", json!({"host": ["NO"], "event": event, "place": place}))
    };
    let before = [hosting("a", "灯塔大会", "奥斯陆")];
    assert_eq!(found(&before, &[hosting("b", "鳕鱼论坛", "奥斯陆")]).len(), 2);
    assert_eq!(found(&before, &[hosting("c", "灯塔大会", "卑尔根")]), [(Change::Changed, "a>c".into())]);
}
