// Carries the data sets that ship with Gimbal as resources.

/// Names the target whose resources are the shipped data sets.
public enum ShippedData {
    /// Name of the target, and so of the folder that SwiftPM puts the files into.
    public static let target = "GimbalShippedData"
}
