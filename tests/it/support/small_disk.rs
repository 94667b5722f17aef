//! A disk of a few megabytes that only some commands see.
//!
//! It is a file system in memory, mounted in a namespace of its own, so nobody
//! needs to be root and nothing stays mounted.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::cli::Ran;

/// A mounted disk. It goes with its holder.
pub(crate) struct SmallDisk {
    holder: Child,
    folder: PathBuf,
}

impl SmallDisk {
    /// Mounts a disk at a folder.
    ///
    /// # Panics
    /// Where the system lets nobody mount anything, with what to allow: a full
    /// disk that was not tried is no full disk that was borne.
    pub(crate) fn mount(folder: &Path, kilobytes: u32) -> Self {
        std::fs::create_dir_all(folder).expect("a folder");
        let script = format!(
            "mount -t tmpfs -o size={kilobytes}k none '{}' && echo ready && exec sleep 900",
            folder.display()
        );
        let mut holder = Command::new("unshare")
            .args([
                "--map-root-user",
                "--mount",
                "--kill-child",
                "sh",
                "-c",
                &script,
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("unshare is there");
        let mut said = String::new();
        let out = holder.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut said).expect("reads");
        let disk = Self {
            holder,
            folder: folder.to_owned(),
        };
        assert_eq!(
            said.trim(),
            "ready",
            "no disk can be mounted here: run the tests as root, or allow user namespaces \
             (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)"
        );
        disk
    }

    /// Gives the disk another size.
    pub(crate) fn resize(&self, kilobytes: u32) {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,size={kilobytes}k")]);
        mount.arg(&self.folder);
        let done = self.inside(&mount).status().expect("nsenter is there");
        assert!(done.success());
    }

    /// Runs a command that sees the disk, to its end.
    pub(crate) fn run(&self, command: &Command) -> Ran {
        self.inside(command)
            .output()
            .expect("the program runs")
            .into()
    }

    /// The same command where the disk is mounted.
    fn inside(&self, command: &Command) -> Command {
        let mut inside = Command::new("nsenter");
        inside.args(["--user", "--mount", "--preserve-credentials", "--target"]);
        inside.arg(self.holder.id().to_string()).arg("--");
        // Whoever enters a namespace begins at its root.
        let folder = command.get_current_dir().unwrap_or(&self.folder);
        inside
            .args(["sh", "-c", "cd \"$0\" && exec \"$@\""])
            .arg(folder);
        inside.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => inside.env(name, value),
                None => inside.env_remove(name),
            };
        }
        inside.stdin(Stdio::null());
        inside
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The mount goes with the last process of its namespace.
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
