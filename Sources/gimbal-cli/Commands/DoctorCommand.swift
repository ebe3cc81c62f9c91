// gimbal doctor: is everything here that Gimbal needs?
import ArgumentParser
import GimbalReports

/// Looks at program, libtorch, processor, files and disk.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check program, libtorch, threads, data and disk; exit code 4 if something fails.")

    @OptionGroup var machine: MachineOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let threadCount = try machine.prepare()
        let diagnosis = Diagnosis(
            MachineChecks.all(threadCount: threadCount) + FileChecks.all(store: store.file))
        if listing.json {
            try Console.output(json: diagnosis)
        } else {
            Console.output(text(diagnosis))
        }
        guard diagnosis.healthy else { throw ExitStatus.environment }
    }

    private func text(_ diagnosis: Diagnosis) -> String {
        let table = Table(
            columns: [.init("status"), .init("what"), .init("finding")],
            rows: diagnosis.checks.map { [$0.status.rawValue, $0.name, $0.finding] })
        let fixes = diagnosis.checks.filter { !$0.fix.isEmpty }.map { "\($0.name): \($0.fix)\n" }
        let end =
            diagnosis.healthy ? "everything needed is here\n" : "something that Gimbal needs is missing\n"
        return table.rendered(.text) + "\n" + fixes.joined() + end
    }
}
