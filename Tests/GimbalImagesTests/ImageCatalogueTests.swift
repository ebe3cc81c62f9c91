// The catalogue's sets of image files.
import Foundation
import GimbalData
import GimbalImages
import GimbalTestSupport
import Testing

@Suite("Catalogue of image files")
struct ImageCatalogueTests {
    /// Names of entries in formats that only this target reads, where their files are at hand.
    private static let names: [String] = {
        let others = Set(DataFormats.standard.readers.map { $0.id })
        let entries = (try? DataCatalogue.entries()) ?? []
        return entries.filter { entry in
            guard let found = try? DataCatalogue.form(of: entry, dataRoot: TestEnvironment.dataFolder) else {
                return false
            }
            return !others.contains(found.form.card.format)
        }
        .map(\.name)
    }()

    @Test("every format of the catalogue is read")
    func formats() throws {
        let known = Set(DataFormats.withImages.readers.map { $0.id })
        for entry in try DataCatalogue.entries() {
            for form in entry.forms {
                #expect(known.contains(form.card.format), "\(entry.name): \(form.card.format)")
            }
        }
    }

    @Test(
        "loads every entry that lies in the data folder, with the counts that it states",
        .enabled(if: TestEnvironment.dataFolder != nil), arguments: names)
    func dataFolder(name: String) throws {
        let dataSet = try DataCatalogue.load(
            name, dataRoot: TestEnvironment.dataFolder, formats: .withImages)
        #expect(dataSet.name == name)
    }
}
