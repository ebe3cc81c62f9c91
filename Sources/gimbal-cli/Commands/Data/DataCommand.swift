// gimbal data: what can be learnt from, and whether it can be trusted.
import ArgumentParser
import Foundation
import GimbalData
import GimbalImages

/// Lists, shows, fetches, inspects and validates data sets.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "List, show, fetch, inspect, validate and split data sets.",
        subcommands: [
            DataListCommand.self, DataShowCommand.self, DataFetchCommand.self, DataInspectCommand.self,
            DataValidateCommand.self, DataSplitCommand.self, DataFormatsCommand.self,
        ], defaultSubcommand: DataListCommand.self)

    /// Loads what the user named.
    ///
    /// - Throws: `DataError` if nothing is found or it is malformed.
    static func load(_ reference: String) throws -> DataSet {
        try DataSet.load(reference, dataRoot: Settings.current.dataRoot, formats: .withImages)
    }

    /// The card of what the user named, if it is a path that has one.
    ///
    /// - Throws: `DataError` if the card is malformed.
    static func card(of reference: String) throws -> DataCard? {
        guard FileManager.default.fileExists(atPath: reference) else { return nil }
        return try DataSource.resolving(URL(fileURLWithPath: reference), formats: .withImages).card
    }
}
