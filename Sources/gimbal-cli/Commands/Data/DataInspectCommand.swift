// gimbal data inspect: what a file or folder is.
import ArgumentParser
import Foundation
import GimbalCore
import GimbalData
import GimbalImages

struct DataInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Look at a file or folder: format, counts, remarks, and a proposed data.yaml.")
    @Argument(help: "A file, a folder, or a data.yaml.", completion: .file())
    var path: String
    @Option(help: ArgumentHelp("Also write the proposed card to a file.", valueName: "file"))
    var save: String?
    @OptionGroup var listing: ListingOptions

    func run() throws {
        if let save { try checkWritable(save, option: "--save") }
        let found = try DataInspection.inspect(URL(fileURLWithPath: path), formats: .withImages)
        let card = try found.card.yaml()
        if listing.json {
            try Console.output(json: found)
        } else {
            Console.output("\(found.summary)\n\n")
            if !found.remarks.isEmpty {
                Console.output(found.remarks.map { "- \($0)\n" }.joined() + "\n")
            }
            Console.output("Proposed data.yaml:\n\n" + card)
        }
        guard let save else { return }
        try AtomicFile.write(Data(card.utf8), to: URL(fileURLWithPath: save))
        Console.note("wrote \(save)")
    }
}
