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
}
