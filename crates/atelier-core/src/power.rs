//! Where this machine's power comes from, as the kernel of Linux tells it.
//! Elsewhere nothing is asked, and the machine counts as on mains.

use std::path::Path;

/// Where Linux lists what feeds the machine.
const SUPPLIES: &str = "/sys/class/power_supply";

/// Tells whether this machine runs on mains power. One that does not say counts
/// as such: most of those are desktops.
#[must_use]
pub fn on_mains() -> bool {
    !cfg!(target_os = "linux") || fed_by_mains(Path::new(SUPPLIES))
}

/// What lies in a folder of supplies: a mains supply that is connected decides;
/// without one, a battery that is being emptied. Batteries of mice and the like
/// (`scope` is `Device`) feed something else.
fn fed_by_mains(supplies: &Path) -> bool {
    let Ok(listed) = std::fs::read_dir(supplies) else {
        return true;
    };
    let (mut unplugged, mut on_battery) = (false, false);
    for supply in listed.flatten() {
        let says = |name: &str| {
            let text = std::fs::read_to_string(supply.path().join(name)).unwrap_or_default();
            text.trim().to_owned()
        };
        if says("scope") == "Device" {
            continue;
        }
        match says("type").as_str() {
            "Battery" => on_battery |= says("status") == "Discharging",
            "Mains" | "USB" | "Wireless" if says("online") == "1" => return true,
            "Mains" => unplugged = true,
            _ => {}
        }
    }
    !(unplugged || on_battery)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder as the kernel lays it out.
    fn supplies(listed: &[(&str, &[(&str, &str)])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, facts) in listed {
            let supply = folder.path().join(name);
            std::fs::create_dir(&supply).expect("a supply");
            for (fact, value) in *facts {
                std::fs::write(supply.join(fact), format!("{value}\n")).expect("a fact");
            }
        }
        folder
    }

    #[test]
    fn a_laptop_on_its_battery_is_not_on_mains() {
        let on_battery = supplies(&[
            ("AC", &[("type", "Mains"), ("online", "0")]),
            ("BAT0", &[("type", "Battery"), ("status", "Discharging")]),
        ]);
        let without_adapter =
            supplies(&[("BAT0", &[("type", "Battery"), ("status", "Discharging")])]);

        assert!(!fed_by_mains(on_battery.path()));
        assert!(!fed_by_mains(without_adapter.path()));
    }

    #[test]
    fn a_laptop_that_is_plugged_in_is_on_mains() {
        let charging = supplies(&[
            ("AC", &[("type", "Mains"), ("online", "1")]),
            ("BAT0", &[("type", "Battery"), ("status", "Charging")]),
        ]);
        let by_usb = supplies(&[
            ("BAT0", &[("type", "Battery"), ("status", "Discharging")]),
            ("ucsi", &[("type", "USB"), ("online", "1")]),
        ]);

        assert!(fed_by_mains(charging.path()));
        assert!(fed_by_mains(by_usb.path()));
    }

    #[test]
    fn a_machine_that_says_nothing_is_on_mains_and_a_mouse_says_nothing() {
        let desktop = supplies(&[]);
        let with_mouse = supplies(&[(
            "hidpp",
            &[
                ("type", "Battery"),
                ("scope", "Device"),
                ("status", "Discharging"),
            ],
        )]);

        assert!(fed_by_mains(desktop.path()));
        assert!(fed_by_mains(with_mouse.path()));
        assert!(fed_by_mains(&desktop.path().join("not there")));
    }
}
