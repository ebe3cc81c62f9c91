// Which entries of the catalogue can be tested here.
import Foundation
import GimbalData
import GimbalTestSupport

/// Entries that lie in the data folder of this test run.
enum Catalogued {
    /// Names of the entries that a list of formats reads.
    static func names(_ formats: DataFormats) -> [String] {
        let known = Set(formats.readers.map { $0.id })
        let entries = (try? DataCatalogue.entries()) ?? []
        return entries.filter { entry in
            guard let found = try? DataCatalogue.form(of: entry, dataRoot: TestEnvironment.dataFolder) else {
                return false
            }
            return !found.form.ships && known.contains(found.form.card.format)
        }
        .map(\.name)
    }
}
