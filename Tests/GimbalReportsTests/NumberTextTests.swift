// Numbers as people read them.
import GimbalReports
import Testing

@Suite("NumberText")
struct NumberTextTests {
    @Test("keeps decimals and has no negative zero")
    func decimal() {
        #expect(NumberText.decimal(1.25, places: 1) == "1.2")
        #expect(NumberText.decimal(-0.001, places: 2) == "0.00")
        #expect(NumberText.decimal(-2.5, places: 2) == "-2.50")
    }

    @Test(
        "separates thousands",
        arguments: [(0, "0"), (999, "999"), (1433, "1,433"), (-12_345_678, "-12,345,678")])
    func count(_ value: Int, _ text: String) { #expect(NumberText.count(value) == text) }

    @Test(
        "chooses the unit of a duration",
        arguments: [
            (0.514, "0.51 s"), (9.999, "10.0 s"), (61, "61.0 s"), (125, "2 min 05 s"), (7_800, "2 h 10 min"),
            (.nan, "?"), (-1, "?"),
        ])
    func duration(_ seconds: Double, _ text: String) { #expect(NumberText.duration(seconds) == text) }

    @Test(
        "chooses the unit of a size",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (411_900_000, "412 MB"), (999_900_000, "1.00 GB"),
        ])
    func bytes(_ count: Int, _ text: String) { #expect(NumberText.bytes(count) == text) }

    @Test("bounds tiny p-values", arguments: [(1e-9, "< 0.0001"), (0.01234, "0.0123"), (0.5, "0.50")])
    func pValue(_ p: Double, _ text: String) { #expect(NumberText.pValue(p) == text) }
}
