#include <iostream>
#include <mlpipe/base/error.hpp>
#include <mlpipe/git/work_tree.hpp>
#include <mlpipe/load/load.hpp>
#include <mlpipe/plan/graph.hpp>

// Prints the stages of a pipeline in the order in which they would run. It touches git, too, so that each
// library behind the package must be there.
int main(int count, char** words) {
    if (count != 3) return 2;
    try {
        const std::string root = words[1], file = words[2];
        const auto pipeline = mlpipe::load_pipeline(mlpipe::posix_file_system(), file, file, root);
        const mlpipe::Graph graph(pipeline, file);
        for (const auto stage : graph.order()) std::cout << pipeline.stages[stage].name << '\n';
        return mlpipe::WorkTree::discover("/") ? 1 : 0;
    } catch (const mlpipe::Error& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
