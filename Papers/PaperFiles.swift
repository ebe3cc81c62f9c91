// The papers' files as resources.

/// Says where the YAML files that ship are.
///
/// They are found through `ShippedFiles`: the accessor that SwiftPM makes ends the process when a file is missing.
public enum PaperFiles {
    /// The target that carries them.
    public static let target = "GimbalPapers"
    /// Folder within its resources, with one file per paper.
    public static let folder = "yaml"
}
