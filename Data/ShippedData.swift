// The data sets that ship, as resources.
import Foundation

/// The data sets that ship.
public enum ShippedData {
    /// Folder with one folder per data set.
    public static var folder: URL { Bundle.module.bundleURL }
}
