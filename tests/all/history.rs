//! A guide with a history, made here by git itself: what editions, impact and upgrade say of it.
//!
//! `tests/sessions/editions.txt` and `tests/sessions/repository.txt` go through the commands as a user sees them. Here are
//! the cases that a terminal shows badly: many tags, merges, a folder that moved, bullets that were split and joined.

use std::fs;
use std::path::Path;
use std::process::Command;

use levelbook::editions::Fate;
use levelbook::editions::Reach;
use levelbook::editions::compare::compare;
use levelbook::pipeline::editions;
use levelbook::source::Budget;
use levelbook::source::Repository;

/// A repository whose book lies in a folder below its top.
pub(crate) struct Place {
    pub(crate) home: tempfile::TempDir,
    folder: String,
}

impl Place {
    pub(crate) fn new() -> Place {
        let home = tempfile::tempdir().expect("a folder");
        let place = Place { home, folder: "content".to_owned() };
        place.levelbook(&["init", "content"]);
        place.git(&["init", "-q", "-b", "main"]);
        place.commit("first");
        place
    }

    pub(crate) fn book(&self) -> std::path::PathBuf {
        self.home.path().join(&self.folder)
    }

    pub(crate) fn levelbook(&self, args: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_levelbook"))
            .current_dir(self.home.path())
            .args(args)
            .env("GIT_COMMITTER_NAME", "Tests")
            .env("GIT_COMMITTER_EMAIL", "tests@example.org")
            .output()
            .expect("levelbook runs");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "levelbook {args:?}: {said}");
        said
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git")
            .current_dir(self.home.path())
            .args(["-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false"])
            .args(args)
            .output()
            .expect("git runs");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub(crate) fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.book().join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(old), "{file} does not hold {old}");
        fs::write(path, text.replacen(old, new, 1)).expect("written");
    }

    pub(crate) fn repository(&self) -> Repository {
        Repository::of(&self.book()).expect("a repository")
    }
}

/// What became of each bullet from one commit to another, by its id now.
fn fates(place: &Place, from: &str, to: &str) -> (Vec<(String, Fate)>, Reach) {
    let repository = place.repository();
    let open =
        |commit: &str| editions::at_commit(&repository, commit, commit).unwrap_or_else(|e| panic!("{}", e.message));
    let (old, new) = (open(from), open(to));
    let guide = |opened: &levelbook::pipeline::Library| opened.book().expect("it checks").guide.clone();
    let changes = compare(&guide(&old), &guide(&new), &[]);
    let reach = changes.reach();
    (changes.bullets.into_iter().map(|change| (change.id, change.fate)).collect(), reach)
}

#[test]
fn split_joined_and_moved_bullets_are_followed() {
    let place = Place::new();
    let before = place.commit("before");
    let file = "practices/door-locks.md";
    // One becomes two.
    place.replace(
        file,
        "- Every outer door locks when it is tried. {#doors-lock}",
        "- Every front door locks when it is tried. {#front-doors}\n- Every back door locks when it is tried. {#back-doors}",
    );
    // Two become one, at a higher level.
    place.replace(file, "- Someone is named who has defects repaired. {#named-owner}\n", "");
    place.replace(
        file,
        "- A defect found in the log was repaired within five working days. {#repair-time}",
        "- Whoever is named for it repairs a defect within five working days. {#repairs}",
    );
    // One goes to another practice.
    place.replace(
        file,
        "- The closing log of the last four weeks has an entry for each working day. {#closing-log}\n",
        "",
    );
    place.replace(
        "practices/key-custody.md",
        "- Each holder on the list",
        "- The closing log of the last four weeks has an entry for each working day. {#closing-log}\n- Each holder on the list",
    );
    place.replace(
        file,
        "title: Door Locks",
        "title: Door Locks\nrenamed:\n  1.front-doors: [1.doors-lock]\n  1.back-doors: [1.doors-lock]\n  2.repairs: [1.named-owner, 2.repair-time]",
    );
    place.replace(
        "practices/key-custody.md",
        "title: Key Custody",
        "title: Key Custody\nrenamed:\n  2.closing-log: [door-locks.2.closing-log]",
    );
    place.replace("assessments/warehouse/assessment.yaml", "version: 0.1.0}", "version: 0.1.0}");
    let after = place.commit("after");
    let (found, reach) = fates(&place, &before, &after);
    let expected = [
        ("door-locks.1.front-doors", Fate::Recast),
        ("door-locks.1.back-doors", Fate::Recast),
        ("door-locks.2.repairs", Fate::Recast),
        ("key-custody.2.closing-log", Fate::Moved),
    ];
    assert_eq!(found, expected.map(|(id, fate)| (id.to_owned(), fate)));
    assert_eq!(reach, Reach::Model);
}

#[test]
fn an_upgrade_follows_split_joined_and_moved_bullets_and_leaves_the_original() {
    let place = Place::new();
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    let original = fs::read(place.book().join("assessments/warehouse/assessment.yaml")).expect("it is there");
    let file = "practices/door-locks.md";
    place.replace(
        file,
        "- Every outer door locks when it is tried. {#doors-lock}",
        "- Every front door locks when it is tried. {#front-doors}\n- Every back door locks when it is tried. {#back-doors}",
    );
    place.replace(
        file,
        "- The closing log of the last four weeks has an entry for each working day. {#closing-log}\n",
        "",
    );
    place.replace(
        "practices/key-custody.md",
        "- Each holder on the list",
        "- The closing log of the last four weeks has an entry for each working day. {#closing-log}\n- Each holder on the list",
    );
    place.replace(
        file,
        "title: Door Locks",
        "title: Door Locks\nrenamed:\n  1.front-doors: [1.doors-lock]\n  1.back-doors: [1.doors-lock]",
    );
    place.replace(
        "practices/key-custody.md",
        "title: Key Custody",
        "title: Key Custody\nrenamed:\n  2.closing-log: [door-locks.2.closing-log]",
    );
    place.replace("model.yaml", "version: 0.1.0", "version: 1.0.0");
    place.levelbook(&["upgrade", "warehouse", "--as", "warehouse-later"]);
    let text = fs::read_to_string(place.book().join("assessments/warehouse-later/assessment.yaml")).expect("written");
    for line in [
        "      1.front-doors: {review: re-assess, answer: met, note: \"All three doors were tried.\", evidence: [\"E-01\"]}\n",
        "      1.back-doors: {review: re-assess, answer: met, note: \"All three doors were tried.\", evidence: [\"E-01\"]}\n",
        "      2.closing-log: {review: re-assess, answer: not-met, note: \"No log is kept.\"}\n",
        "guide: {model: content, version: 1.0.0}\n",
    ] {
        assert!(text.contains(line), "{line}is missing in\n{text}");
    }
    assert!(!text.contains("1.doors-lock:"), "{text}");
    assert_eq!(fs::read(place.book().join("assessments/warehouse/assessment.yaml")).expect("it is there"), original);
    place.levelbook(&["check"]);
}

#[test]
fn a_practice_that_was_renamed_keeps_its_bullets() {
    let place = Place::new();
    let before = place.commit("before");
    fs::rename(place.book().join("practices/door-locks.md"), place.book().join("practices/locks.md")).expect("renamed");
    place.replace("practices/locks.md", "id: door-locks", "id: locks\nformerly: [door-locks]");
    place.replace("model.yaml", "door-locks", "locks");
    place.replace("practices/key-custody.md", "](door-locks)", "](locks)");
    let page = fs::read_to_string(place.book().join("pages/introduction.md")).expect("it is there");
    fs::write(place.book().join("pages/introduction.md"), page.replace("(door-locks", "(locks")).expect("written");
    let after = place.commit("after");
    let (found, reach) = fates(&place, &before, &after);
    assert_eq!(found, []);
    assert!(reach <= Reach::Guidance, "{reach:?}");
}

#[test]
fn a_book_whose_folder_moved_is_found_at_its_old_place() {
    let mut place = Place::new();
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    place.git(&["mv", "content", "guide"]);
    place.folder = "guide".to_owned();
    place.commit("move");
    place.replace(
        "practices/door-locks.md",
        "Every outer door locks when it is tried.",
        "Every outer door locks; it was tried.",
    );
    place.replace("model.yaml", "version: 0.1.0", "version: 0.2.0");
    let said = place.levelbook(&["--book", "guide", "diff"]);
    assert!(said.starts_with("Edition 0.1.0 to the work tree\n"), "{said}");
    assert!(said.contains("1.doors-lock  indicator, not classified"), "{said}");
}

#[test]
fn merges_and_five_hundred_tags_change_nothing() {
    let place = Place::new();
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.replace("assessments/warehouse/assessment.yaml", "level: 2", "level: 1");
    place.commit("lower a target");
    place.git(&["checkout", "-q", "main"]);
    place.commit("meanwhile");
    place.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let head = place.git(&["rev-parse", "HEAD"]);
    for number in 0..500 {
        fs::write(place.home.path().join(format!(".git/refs/tags/t{number}")), format!("{head}\n")).expect("a tag");
    }
    let said = place.levelbook(&["editions"]);
    assert_eq!(said.lines().count(), 1, "{said}");
    // Along first parents the merge is the commit that lowered the target.
    let path = "assessments/warehouse/assessment.yaml";
    let changes = place.repository().changes("assessments", "assessment.yaml", &[path], None);
    let changes = changes.expect("a history").remove(path).expect("the file has a history").changes;
    assert_eq!(changes.last().map(|change| change.commit.clone()), Some(head));
    assert_eq!(changes.len(), 2);
}

#[test]
fn a_target_that_was_lowered_after_answers_is_told() {
    let place = Place::new();
    place.replace("assessments/warehouse/assessment.yaml", "level: 2", "level: 1");
    place.commit("lower a target");
    let out = place.home.path().join("out");
    place.levelbook(&["build", "--site", "--output", out.to_str().expect("a path")]);
    let page = fs::read_to_string(out.join("assessments/warehouse/index.html")).expect("the page");
    assert!(page.contains("Targets and first answers came into version control together"), "no targets");
    assert!(page.contains("Lowered from level 2 to 1 after answers existed."), "no warning");
}

#[test]
fn an_edition_that_todays_rules_refuse_is_named_with_the_first_reason() {
    let place = Place::new();
    place.replace("practices/door-locks.md", "## Level 2", "## Level 7");
    let broken = place.commit("broken");
    let error = editions::at_commit(&place.repository(), &broken, "edition 0.1.0").err().expect("it does not check");
    assert!(
        error.message.starts_with("edition 0.1.0 does not check under today's rules: practices/door-locks.md:"),
        "{}",
        error.message
    );
}

#[test]
fn the_work_tree_is_never_touched() {
    let place = Place::new();
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    place.replace("practices/door-locks.md", "when it is tried", "whenever it is tried");
    place.replace("model.yaml", "version: 0.1.0", "version: 0.2.0");
    let state =
        |place: &Place| (place.git(&["status", "--porcelain"]), place.git(&["stash", "list"]), listing(&place.book()));
    let before = state(&place);
    for args in [&["diff"][..], &["impact"], &["editions"], &["build", "--editions", "--no-cache", "--output", "out"]] {
        place.levelbook(args);
        let _ = fs::remove_dir_all(place.home.path().join("out"));
        assert_eq!(state(&place), before, "{args:?}");
    }
}

fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        walkdir::WalkDir::new(folder).into_iter().flatten().map(|entry| entry.path().display().to_string()).collect();
    names.sort();
    names
}

#[test]
fn files_at_a_commit_are_those_of_the_work_tree() {
    let place = Place::new();
    let head = place.commit("all");
    let (at_commit, problems) = place.repository().files(&head, Budget::default()).expect("the commit is there");
    let (loaded, _) = levelbook::source::load(&place.book(), Budget::default()).expect("the folder can be read");
    assert_eq!(problems, []);
    let files = |sources: &levelbook::source::Sources| -> Vec<(String, Vec<u8>)> {
        sources.iter().map(|(_, source)| (source.path.clone(), source.bytes().to_vec())).collect()
    };
    assert_eq!(files(&at_commit), files(&loaded));
}

/// Git signs tags where it is set up so, and says whether it accepts a signature; levelbook says what git says.
#[test]
fn a_signed_tag_is_what_git_says_of_it() {
    let place = Place::new();
    if Command::new("ssh-keygen").arg("-?").output().is_err() {
        eprintln!("skipped: there is no ssh-keygen, with which git would sign");
        return;
    }
    place.levelbook(&["keys", "demo", "keys"]);
    fs::write(place.home.path().join(".gitignore"), "keys\n").expect("written");
    place.commit("ignore keys");
    let key = place.home.path().join("keys/assessor.ssh");
    for (name, value) in
        [("gpg.format", "ssh"), ("user.signingkey", key.to_str().expect("a path")), ("tag.gpgSign", "true")]
    {
        place.git(&["config", name, value]);
    }
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    let said = place.levelbook(&["editions"]);
    assert!(said.contains("signed; `git verify-tag` does not accept it here"), "{said}");
    let allowed = place.home.path().join("keys/allowed_signers");
    // The demonstration keys are allowed for levelbook only; git asks for its own use.
    let text =
        fs::read_to_string(&allowed).expect("the list").replace("namespaces=\"levelbook\"", "namespaces=\"git\"");
    fs::write(&allowed, text).expect("written");
    place.git(&["config", "gpg.ssh.allowedSignersFile", allowed.to_str().expect("a path")]);
    let said = place.levelbook(&["editions"]);
    assert!(said.contains("signed; `git verify-tag` accepts it"), "{said}");
}

/// What the cache gives back is what would be made.
#[test]
fn editions_from_the_cache_are_the_same_bytes() {
    let place = Place::new();
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    let cache = place.home.path().join(".cache");
    let cache = cache.to_str().expect("a path");
    place.levelbook(&["build", "--editions", "--no-cache", "--output", "a"]);
    place.levelbook(&["build", "--editions", "--cache", cache, "--output", "b"]);
    place.levelbook(&["build", "--editions", "--cache", cache, "--output", "c"]);
    // A damaged cache is none.
    for file in fs::read_dir(cache).expect("a cache").flatten() {
        let mut bytes = fs::read(file.path()).expect("a kept edition");
        bytes.pop();
        fs::write(file.path(), bytes).expect("written");
    }
    place.levelbook(&["build", "--editions", "--cache", cache, "--output", "d"]);
    let read = |folder: &str| -> Vec<(String, Vec<u8>)> {
        let root = place.home.path().join(folder);
        let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().flatten();
        let files = files.filter(|entry| entry.file_type().is_file());
        let name = |path: &Path| path.strip_prefix(&root).expect("below").display().to_string();
        files.map(|entry| (name(entry.path()), fs::read(entry.path()).expect("a file"))).collect()
    };
    let made = read("a");
    assert!(made.len() > 30, "{}", made.len());
    for other in ["b", "c", "d"] {
        assert!(read(other) == made, "{other} differs");
    }
}

/// Answers as people write them: in blocks, in braces, with comments, quotes and full ids.
const WRITTEN: &str = r#"    answers:
      # first the doors
      1.doors-lock:
        answer: met   # all of them
        note: >-
          All three doors
          were tried.
        evidence:
          - E-01

      "1.named-owner":
        note: The site manager.
        answer: met
        evidence: [E-01]
      # and the log
      door-locks.2.closing-log:
        answer: not-met
        note: |-
          No log is kept.

          Nobody knows why.
      2.repair-time: {answer: insufficient, note: "Repairs, they say, are not dated."} # hm
"#;
const CARRIED: &str = r#"    answers:
      # first the doors
      1.doors-lock:
        review: re-assess
        answer: met   # all of them
        note: >-
          All three doors
          were tried.
        evidence:
          - E-01

      # and the log
      2.repair-time: {review: re-assess, answer: insufficient, note: "Repairs, they say, are not dated."} # hm
      2.log: {answer: not-met, note: "No log is kept.\n\nNobody knows why."}
"#;
const IN_BRACES: &str = "    answers: {1.key-list: {answer: met, note: Four., evidence: [E-02]}, 2.signed-for: {answer: not-met}, 2.returned: }\n";
const CARRIED_IN_BRACES: &str = "    answers: {1.list-of-keys: {review: re-assess, answer: met, note: \"Four.\", evidence: [\"E-02\"]}, 2.returned: }\n";

#[test]
fn an_upgrade_keeps_the_way_in_which_answers_are_written() {
    for line_end in ["\n", "\r\n"] {
        let place = Place::new();
        let file = "assessments/warehouse/assessment.yaml";
        place.replace(
            file,
            "    answers:\n      1.doors-lock: {answer: met, note: All three doors were tried., evidence: [E-01]}\n      1.named-owner: {answer: met, note: The site manager., evidence: [E-01]}\n      2.closing-log: {answer: not-met, note: No log is kept.}\n      2.repair-time: {answer: insufficient, note: Repairs are not dated.}\n",
            WRITTEN,
        );
        place.replace(
            file,
            "    answers:\n      1.key-list: {answer: met, note: Four keys and four names., evidence: [E-02]}\n",
            IN_BRACES,
        );
        let path = place.book().join(file);
        let text = fs::read_to_string(&path).expect("it is there").replace('\n', line_end);
        fs::write(&path, text).expect("written");
        place.commit("answers");
        place.levelbook(&["release", "0.1.0"]);
        place.commit("release");
        let locks = "practices/door-locks.md";
        place.replace(locks, "Every outer door locks when", "Each outer door locks when");
        place.replace(locks, "- Someone is named who has defects repaired. {#named-owner}\n", "");
        place.replace(locks, "{#closing-log}", "{#log}");
        place.replace(locks, "title: Door Locks", "title: Door Locks\nrenamed:\n  2.log: [2.closing-log]");
        place.replace(locks, "five working", "two working");
        let keys = "practices/key-custody.md";
        place.replace(
            keys,
            "- A list names the holder of every key. {#key-list}",
            "- A list, kept by one person, names each holder. {#list-of-keys}",
        );
        place.replace(keys, "- Each holder on the list has signed for the key. {#signed-for}\n", "");
        place.replace(keys, "title: Key Custody", "title: Key Custody\nrenamed:\n  1.list-of-keys: [1.key-list]");
        place.replace("model.yaml", "version: 0.1.0", "version: 1.0.0");
        place.levelbook(&["upgrade", "warehouse", "--as", "later"]);
        let text = fs::read_to_string(place.book().join("assessments/later/assessment.yaml")).expect("written");
        for part in [CARRIED, CARRIED_IN_BRACES, "        indicators: [2.log]\n"] {
            let part = part.replace('\n', line_end);
            assert!(text.contains(&part), "{part}\nis missing in\n{text}");
        }
        assert_eq!(text.matches('\n').count(), text.matches(line_end).count(), "one kind of line end");
        place.levelbook(&["check"]);
    }
}

#[test]
fn an_upgrade_of_an_upgrade_keeps_what_is_still_to_be_done() {
    let place = Place::new();
    place.levelbook(&["release", "0.1.0"]);
    place.commit("release");
    let locks = "practices/door-locks.md";
    place.replace(locks, "five working days. {#repair-time}", "two working days. {#repair}");
    place.replace(locks, "title: Door Locks", "title: Door Locks\nrenamed:\n  2.repair: [2.repair-time]");
    place.replace("model.yaml", "version: 0.1.0", "version: 1.0.0");
    place.levelbook(&["release", "1.0.0", "--draft"]);
    place.replace("editions/1.0.0.yaml", "class:\n", "class: strengthened\n");
    place.replace("editions/1.0.0.yaml", "summary:", "summary: Quicker.");
    place.commit("quicker");
    place.levelbook(&["release", "1.0.0"]);
    place.commit("release");
    place.levelbook(&["upgrade", "warehouse", "--as", "second"]);
    let second = "assessments/second/assessment.yaml";
    place.replace(second, "1.doors-lock: {", "door-locks.1.doors-lock: {");
    place.commit("second");
    // Only the practice is called otherwise now: nothing that was to be done is done by that.
    fs::rename(place.book().join(locks), place.book().join("practices/locks.md")).expect("renamed");
    place.replace("practices/locks.md", "id: door-locks", "id: locks\nformerly: [door-locks]");
    place.replace("model.yaml", "door-locks", "locks");
    place.replace("model.yaml", "version: 1.0.0", "version: 2.0.0");
    place.replace("practices/key-custody.md", "](door-locks)", "](locks)");
    let page = fs::read_to_string(place.book().join("pages/introduction.md")).expect("it is there");
    fs::write(place.book().join("pages/introduction.md"), page.replace("(door-locks", "(locks")).expect("written");
    place.levelbook(&["upgrade", "second", "--as", "third"]);
    let (before, after) = (place.book().join(second), place.book().join("assessments/third/assessment.yaml"));
    let read = |path: &Path| fs::read_to_string(path).expect("it is there");
    let expected = read(&before)
        .replace("id: second", "id: third")
        .replace("version: 1.0.0}", "version: 2.0.0}")
        .replace("  door-locks:", "  locks:")
        .replace("door-locks.1.doors-lock: {", "locks.1.doors-lock: {")
        .replace("[door-locks]", "[locks]")
        .replace("{assessment: warehouse, guide: 0.1.0}", "{assessment: second, guide: 1.0.0}")
        .replace("supersedes: warehouse", "supersedes: second");
    assert_eq!(read(&after), expected);
    assert!(expected.contains("2.repair: {review: re-assess, answer: insufficient"), "{expected}");
    // From the first edition on, a bullet that was renamed before its practice was is followed, too.
    place.levelbook(&["upgrade", "warehouse", "--as", "fourth"]);
    let fourth = read(&place.book().join("assessments/fourth/assessment.yaml"));
    assert!(fourth.contains("      2.repair: {review: re-assess, answer: insufficient"), "{fourth}");
    place.levelbook(&["check"]);
}
