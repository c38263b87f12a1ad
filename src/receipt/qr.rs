//! The QR code as vector shapes, so that it stays crisp at any size and needs no image.

use qrcode::{Color, EcLevel, QrCode};

use super::canvas::{BLACK, Canvas};

/// Draws the QR code of a text into a square with the top left corner `left`, `top`; in points. The square stays empty if
/// the text is too long for a QR code.
pub fn draw(canvas: &mut Canvas, left: f32, top: f32, side: f32, text: &str) {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return;
    };
    let modules = code.width() as f32;
    let module = side / modules;
    canvas.stamp(
        "QR",
        BLACK,
        [module, 0.0, 0.0, -module, left, -top],
        // A clip exactly at an edge would blur it.
        [-1.0, -1.0, modules + 1.0, modules + 1.0],
        || {
            runs(&code)
                .iter()
                .map(|run| format!("{} {} {} 1 re\n", run.column, run.row, run.length))
                .collect()
        },
    );
}

/// Adjacent dark modules, drawn as one rectangle: fewer shapes, and no hairlines between them.
struct Run {
    row: usize,
    column: usize,
    length: usize,
}

fn runs(code: &QrCode) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (row, modules) in code.to_colors().chunks(code.width()).enumerate() {
        for (column, color) in modules.iter().enumerate() {
            match runs.last_mut() {
                _ if *color == Color::Light => {}
                Some(run) if run.row == row && run.column + run.length == column => run.length += 1,
                _ => runs.push(Run { row, column, length: 1 }),
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_cover_every_dark_module_once() {
        let code = QrCode::new("http://localhost:8080/n/00069002233014").unwrap();
        let mut covered = vec![Color::Light; code.width() * code.width()];
        for run in runs(&code) {
            for column in run.column..run.column + run.length {
                covered[run.row * code.width() + column] = Color::Dark;
            }
        }
        assert_eq!(covered, code.to_colors());
    }
}
