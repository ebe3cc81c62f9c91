// The Swift side of the benchmarks: measures one case and prints lines of JSON; `Benchmarks/run` calls it.
import Foundation
import Gimbal

@main
enum Measure {
    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        switch words.first {
        case "add":
            try measureAdd()
        case "start":
            try measureStart()
        case "aggregate" where words.count == 5:
            try measureAggregation(
                graph: words[1], file: URL(fileURLWithPath: words[2]),
                widths: words[3].split(separator: ",").map { try number($0) }, threads: number(words[4]))
        case "epoch" where words.count == 4:
            try measureEpochs(method: words[1], threads: number(words[2]), epochCount: number(words[3]))
        case "resnet" where words.count == 2:
            try measureResNetSteps(threads: number(words[1]))
        case "layer" where words.count == 2:
            try measureLayers(threads: number(words[1]))
        case "sequence" where words.count == 2:
            try measureSequences(threads: number(words[1]))
        case "loading" where words.count == 2:
            try measureLoading(threads: number(words[1]))
        case "optimizer" where words.count == 2:
            try measureOptimizers(threads: number(words[1]))
        case "table" where words.count == 2:
            try measureTable(file: URL(fileURLWithPath: words[1]))
        default:
            throw BenchmarkError(
                "usage: measure add | start | aggregate GRAPH FILE WIDTHS THREADS | epoch METHOD THREADS EPOCHS"
                    + " | resnet THREADS | layer THREADS | sequence THREADS | optimizer THREADS"
                    + " | table FILE | loading THREADS")
        }
    }

    private static func number(_ text: some StringProtocol) throws -> Int {
        guard let number = Int(text), number > 0 else {
            throw BenchmarkError("\"\(text)\" is no positive number.")
        }
        return number
    }
}
