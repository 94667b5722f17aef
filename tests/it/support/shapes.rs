//! Holds an answer of the program against the shape that `docs/cli.md` shows.

use std::collections::BTreeSet;

use serde_json::Value;

/// Insists that an answer has the documented shape of this name, key by key.
pub(crate) fn insist(name: &str, answer: &Value) {
    let mut wrong = Vec::new();
    compare(&documented(name), answer, name, &mut wrong);
    assert!(wrong.is_empty(), "{}\n{answer:#}", wrong.join("\n"));
}

/// Reads the block of code that begins with “json NAME”.
fn documented(name: &str) -> Value {
    let page = include_str!("../../../docs/cli.md");
    let fence = format!("```json {name}\n");
    let (_, block) = page
        .split_once(&fence)
        .unwrap_or_else(|| panic!("docs/cli.md has no block “json {name}”"));
    let (block, _) = block.split_once("```").expect("the block ends");
    serde_json::from_str(block).unwrap_or_else(|error| panic!("json {name}: {error}"))
}

fn compare(shape: &Value, answer: &Value, at: &str, wrong: &mut Vec<String>) {
    match (shape, answer) {
        (Value::String(words), _) => {
            let is = kind(answer);
            if !words.split(" | ").any(|word| word == is) {
                wrong.push(format!("{at} is {is}, not {words}"));
            }
        }
        (Value::Array(shape), Value::Array(items)) => match shape.first() {
            Some(shape) => {
                for (number, item) in items.iter().enumerate() {
                    compare(shape, item, &format!("{at}[{number}]"), wrong);
                }
            }
            None if items.is_empty() => {}
            None => wrong.push(format!("{at} is not empty")),
        },
        (Value::Object(shape), Value::Object(fields)) => {
            if let Some(any) = shape.get("*") {
                for (key, value) in fields {
                    compare(any, value, &format!("{at}.{key}"), wrong);
                }
                return;
            }
            let plain = |key: &String| key.trim_end_matches('?').to_owned();
            let keys: BTreeSet<String> = shape
                .keys()
                .map(plain)
                .chain(fields.keys().cloned())
                .collect();
            for key in &keys {
                let optional = shape.get(&format!("{key}?"));
                match (shape.get(key).or(optional), fields.get(key)) {
                    (_, Some(Value::Null)) if optional.is_some() => {}
                    (Some(shape), Some(value)) => {
                        compare(shape, value, &format!("{at}.{key}"), wrong);
                    }
                    (Some(_), None) => wrong.push(format!("{at}.{key} is documented and absent")),
                    _ => wrong.push(format!("{at}.{key} is not documented")),
                }
            }
        }
        _ => wrong.push(format!("{at} is {}", kind(answer))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[test]
fn a_key_too_many_and_a_key_too_few_are_both_found() {
    let shape = serde_json::json!({ "a": "text | null", "b": ["number"] });
    let mut wrong = Vec::new();

    compare(
        &shape,
        &serde_json::json!({ "a": 1, "c": true }),
        "x",
        &mut wrong,
    );

    assert_eq!(
        wrong,
        [
            "x.a is number, not text | null",
            "x.b is documented and absent",
            "x.c is not documented"
        ]
    );
}
